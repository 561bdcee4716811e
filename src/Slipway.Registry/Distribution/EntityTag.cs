using Microsoft.Extensions.Primitives;

namespace Slipway.Registry.Distribution;

/// <summary>Conditional requests: the entity tag of content is its digest (RFC 9110, 8.8.3 and 13.1).</summary>
internal static class EntityTag
{
    /// <summary>The tag of content with this digest.</summary>
    public static string Of(string digest) => $"\"{digest}\"";

    /// <summary>
    /// True when <c>If-None-Match</c> names the digest: in quotes, weak, or bare as Docker sends it, alone or in a list; <c>*</c> names everything.
    /// </summary>
    public static bool IsIn(StringValues ifNoneMatch, string digest)
    {
        foreach (var line in ifNoneMatch)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var tag = line.AsSpan(range).Trim(" \t");
                if (tag.StartsWith("W/"))
                    tag = tag[2..];
                if (tag is "*" || tag.Trim('"').SequenceEqual(digest))
                    return true;
            }
        }

        return false;
    }

    /// <summary>True when a range may be served: <c>If-Range</c> is absent or names this digest. Dates never match, for content has none.</summary>
    public static bool AllowsRange(StringValues ifRange, string digest) => ifRange.Count == 0 || ifRange == Of(digest);
}
