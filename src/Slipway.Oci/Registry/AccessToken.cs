using System.Net.Http.Headers;

namespace Slipway.Oci.Registry;

/// <summary>What goes into the Authorization header, and until when. Its secret is not printed.</summary>
internal sealed class AccessToken(AuthenticationHeaderValue header, DateTimeOffset expires)
{
    public AuthenticationHeaderValue Header => header;

    public bool IsValidAt(DateTimeOffset now) => now < expires;

    public override string ToString() => $"{header.Scheme} until {expires:O}";
}
