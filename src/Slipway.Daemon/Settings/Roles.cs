namespace Slipway.Daemon.Settings;

/// <summary>What a <c>slipwayd</c> does; by default everything.</summary>
[Flags]
internal enum Roles
{
    None = 0,

    /// <summary>Serves images to and from any Docker client.</summary>
    Registry = 1,

    /// <summary>Keeps organizations, users, tokens and repositories.</summary>
    Platform = 2,

    /// <summary>Runs machines on this server: what is pushed to its registry is made ready for them.</summary>
    Host = 4,

    All = Registry | Platform | Host,
}
