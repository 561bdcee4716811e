using Slipway.Oci;
using Slipway.Registry.Names;

namespace Slipway.Registry.Gateway;

/// <summary>Reads the upstream's Location headers, absolute or relative; only what stands after the repository's stored name counts.</summary>
internal static class UpstreamLocation
{
    /// <summary>The upload that a Location names; null when it is none of this repository.</summary>
    public static UpstreamSession? ReadSession(Uri request, Uri? location, StoredName repository)
    {
        if (Tail(request, location, $"/v2/{repository.Value}/blobs/uploads/") is not { } tail || !UpstreamSession.IsId(tail.Leaf))
            return null;
        return new UpstreamSession(tail.Leaf, tail.Query.TrimStart('?'));
    }

    /// <summary>The digest at the end of the Location of a blob or manifest; null when it is none of this repository.</summary>
    public static Digest? ReadDigest(Uri request, Uri? location, StoredName repository, string kind) =>
        Tail(request, location, $"/v2/{repository.Value}/{kind}/") is { } tail && Digest.TryParse(Uri.UnescapeDataString(tail.Leaf), out var digest) ? digest : null;

    private static (string Leaf, string Query)? Tail(Uri request, Uri? location, string infix)
    {
        if (location is null || !Uri.TryCreate(request, location, out var url))
            return null;
        var path = url.AbsolutePath;
        var start = path.IndexOf(infix, StringComparison.Ordinal);
        return start < 0 ? null : (path[(start + infix.Length)..], url.Query);
    }
}
