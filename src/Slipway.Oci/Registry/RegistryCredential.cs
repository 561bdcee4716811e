using System.Net.Http.Headers;
using System.Text;

namespace Slipway.Oci.Registry;

/// <summary>Who the user is at one registry. Not a record, and without its secret in <see cref="object.ToString"/>, so that no log can print it.</summary>
internal sealed class RegistryCredential(string username, string secret, bool isIdentityToken)
{
    /// <summary>The account's name.</summary>
    public string Username => username;

    /// <summary>A password, or a refresh token when <see cref="IsIdentityToken"/>.</summary>
    public string Secret => secret;

    /// <summary>True when the secret is only good for the token service's OAuth 2.0 endpoint.</summary>
    public bool IsIdentityToken => isIdentityToken;

    /// <summary>The credential as a Basic header (RFC 7617).</summary>
    public AuthenticationHeaderValue ToBasicHeader() =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{secret}")));

    public override string ToString() => "a credential";
}
