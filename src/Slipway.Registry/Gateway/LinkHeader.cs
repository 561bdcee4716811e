using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Slipway.Registry.Gateway;

/// <summary>
/// The address of a list's next page (RFC 8288 as distribution-spec 1.1 uses it):
/// <code>
/// Link: &lt;URL&gt;; rel="next"
/// </code>
/// </summary>
internal static class LinkHeader
{
    private const int MaxLength = 4096;

    /// <summary>Query of the next page's URL; null when there is none, or the header is not understood.</summary>
    public static Dictionary<string, StringValues>? ReadNext(string? header)
    {
        if (header is null || header.Length > MaxLength || !header.StartsWith('<'))
            return null;
        var end = header.IndexOf('>', StringComparison.Ordinal);
        if (end < 0 || !IsNext(header.AsSpan(end + 1)))
            return null;
        var question = header.IndexOf('?', StringComparison.Ordinal);
        return question < 0 || question > end ? [] : QueryHelpers.ParseQuery(header[question..end]);
    }

    /// <summary>The header for a next page.</summary>
    public static string WriteNext(string path, IEnumerable<KeyValuePair<string, string?>> query) => $"<{QueryHelpers.AddQueryString(path, query)}>; rel=\"next\"";

    private static bool IsNext(ReadOnlySpan<char> parameters)
    {
        foreach (var range in parameters.Split(';'))
        {
            if (parameters[range].Trim() is "rel=\"next\"" or "rel=next")
                return true;
        }

        return false;
    }
}
