using System.Collections.Frozen;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Slipway.Registry.Responses;

namespace Slipway.Registry.Gateway;

/// <summary>
/// The headers that pass, each way; all others stay. So the client's credentials and what it says of proxies never reach the upstream, whose URLs
/// would be made of them, and nothing the upstream says of itself reaches the client.
/// </summary>
internal static class GatewayHeaders
{
    private static readonly string[] _toUpstream =
    [
        HeaderNames.Accept, HeaderNames.AcceptEncoding, HeaderNames.ContentLength, HeaderNames.ContentRange, HeaderNames.ContentType, HeaderNames.Expect,
        HeaderNames.IfMatch, HeaderNames.IfModifiedSince, HeaderNames.IfNoneMatch, HeaderNames.IfRange, HeaderNames.Range, HeaderNames.UserAgent,
    ];

    private static readonly FrozenSet<string> _toClient = new[]
    {
        HeaderNames.AcceptRanges, HeaderNames.ContentEncoding, HeaderNames.ContentLength, HeaderNames.ContentRange, HeaderNames.ContentType,
        HeaderNames.ETag, HeaderNames.LastModified, HeaderNames.Range, HeaderNames.RetryAfter,
        RegistryHeaders.ContentDigest, "OCI-Chunk-Min-Length", RegistryHeaders.FiltersApplied, RegistryHeaders.Subject, RegistryHeaders.Tag,
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static void CopyToUpstream(HttpRequest from, HttpRequestMessage to)
    {
        foreach (var name in _toUpstream)
        {
            // A length beside a transfer coding is not to be believed (RFC 9112, section 6.3).
            if (!from.Headers.TryGetValue(name, out var values) || (name == HeaderNames.ContentLength && from.Headers.ContainsKey(HeaderNames.TransferEncoding)))
                continue;
            if (!to.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                to.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }
    }

    public static void CopyToClient(HttpResponseMessage from, HttpResponse to)
    {
        Copy(from.Headers, to);
        Copy(from.Content.Headers, to);
    }

    private static void Copy(HttpHeaders from, HttpResponse to)
    {
        foreach (var (name, values) in from.NonValidated)
        {
            if (_toClient.Contains(name))
                to.Headers[name] = new StringValues([.. values]);
        }
    }
}
