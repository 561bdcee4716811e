using System.Net.Http.Headers;
using System.Text;

namespace Slipway.Registry.Gateway;

/// <summary>What the gateway shares with the registry behind it. It has no text form, so that no log can have it.</summary>
public sealed class UpstreamSecrets
{
    /// <summary>Every part may be missing.</summary>
    /// <param name="user">User of the upstream that may do everything in it; Basic credentials.</param>
    /// <param name="password">Of that user.</param>
    /// <param name="httpSecret">
    /// <c>http.secret</c> of distribution's configuration, with which uploads are signed. Without it clients get handles that only this gateway can read.
    /// </param>
    /// <param name="handleKey">32 bytes that seal those handles, the same in every gateway of one upstream; without it sessions end with this process.</param>
    public UpstreamSecrets(string? user, string? password, string? httpSecret, byte[]? handleKey)
    {
        Authorization = user is null ? null : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        HttpSecret = httpSecret is null ? null : Encoding.UTF8.GetBytes(httpSecret);
        HandleKey = handleKey;
    }

    internal AuthenticationHeaderValue? Authorization { get; }

    internal byte[]? HttpSecret { get; }

    internal byte[]? HandleKey { get; }
}
