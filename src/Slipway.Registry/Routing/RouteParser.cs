using Slipway.Registry.Names;

namespace Slipway.Registry.Routing;

/// <summary>Reads request paths. A repository's name may itself contain words like <c>blobs</c>, so paths are read from their end.</summary>
public static class RouteParser
{
    private const string Prefix = "/v2/";
    private const string TagsSuffix = "/tags/list";
    private const string UploadsInfix = "/blobs/uploads";

    /// <summary>
    /// The route of a decoded path; null when it is none. <paramref name="invalidName"/> says whether only the repository's name is at fault.
    /// A percent sign means an encoded slash that the server left as it was: never a valid path.
    /// </summary>
    public static RegistryRoute? Parse(string path, out bool invalidName)
    {
        invalidName = false;
        if (path is "/v2/" or "/v2")
            return new RegistryRoute.Base();
        if (!path.StartsWith(Prefix, StringComparison.Ordinal) || path.Contains('%', StringComparison.Ordinal))
            return null;

        var rest = path[Prefix.Length..];
        if (rest == "_catalog")
            return new RegistryRoute.Catalog();
        if (rest.EndsWith(TagsSuffix, StringComparison.Ordinal))
            return Named(rest[..^TagsSuffix.Length], name => new RegistryRoute.Tags(name), out invalidName);
        if (rest.EndsWith(UploadsInfix, StringComparison.Ordinal) || rest.EndsWith(UploadsInfix + "/", StringComparison.Ordinal))
            return Named(rest[..rest.LastIndexOf(UploadsInfix, StringComparison.Ordinal)], name => new RegistryRoute.Uploads(name), out invalidName);
        return ParseLeaf(rest, out invalidName);
    }

    private static RegistryRoute? ParseLeaf(string rest, out bool invalidName)
    {
        invalidName = false;
        var slash = rest.LastIndexOf('/');
        if (slash <= 0 || slash == rest.Length - 1)
            return null;

        var (head, leaf) = (rest[..slash], rest[(slash + 1)..]);
        if (TryCut(head, UploadsInfix, out var owner))
            return Named(owner, name => new RegistryRoute.Upload(name, leaf), out invalidName);
        if (TryCut(head, "/manifests", out owner))
            return Named(owner, name => new RegistryRoute.Manifest(name, leaf), out invalidName);
        if (TryCut(head, "/blobs", out owner))
            return Named(owner, name => new RegistryRoute.Blob(name, leaf), out invalidName);
        if (TryCut(head, "/referrers", out owner))
            return Named(owner, name => new RegistryRoute.Referrers(name, leaf), out invalidName);
        return null;
    }

    private static bool TryCut(string head, string suffix, out string owner)
    {
        var matches = head.EndsWith(suffix, StringComparison.Ordinal);
        owner = matches ? head[..^suffix.Length] : "";
        return matches;
    }

    private static RegistryRoute? Named(string owner, Func<RepositoryName, RegistryRoute> make, out bool invalidName)
    {
        invalidName = !RepositoryName.TryParse(owner, out var name);
        return invalidName ? null : make(name);
    }
}
