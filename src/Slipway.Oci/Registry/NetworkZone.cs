namespace Slipway.Oci.Registry;

/// <summary>How far inside an address lies; greater is further inside.</summary>
internal enum NetworkZone
{
    /// <summary>The internet.</summary>
    Public,

    /// <summary>A company's or provider's own network.</summary>
    Private,

    /// <summary>This machine.</summary>
    Loopback,

    /// <summary>Link-local addresses, where clouds keep machine credentials, and addresses that are no host's: no registry has business there.</summary>
    Forbidden,
}
