using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Slipway.Oci;
using Slipway.Registry.Distribution;
using Slipway.Registry.Errors;
using Slipway.Registry.Names;
using Slipway.Registry.Routing;

namespace Slipway.Registry.Gateway;

/// <summary>
/// The upstream's URL for a request, built from its route and stored name; of the client's own URL only checked values of known parameters go on.
/// </summary>
internal sealed class UpstreamTarget(Uri root, IUploadSessions sessions)
{
    private const int MaxTags = 64;
    private const int MaxFilterLength = 255;

    private readonly string _root = root.AbsoluteUri.TrimEnd('/');

    /// <summary>Where any registry answers.</summary>
    public Uri Base => new($"{_root}/v2/");

    /// <summary>The URL.</summary>
    /// <exception cref="RegistryException">A digest, tag or number is none, or an upload is not the caller's.</exception>
    public Uri Of(RegistryRequest request, HttpRequest http)
    {
        var repository = request.Repository ?? throw new InvalidOperationException($"{request.Route} has no repository");
        var path = $"{_root}/v2/{repository.Value}";
        return new Uri(request.Route switch
        {
            RegistryRoute.Tags => $"{path}/tags/list{Page(http)}",
            RegistryRoute.Manifest manifest => $"{path}/manifests/{CheckReference(manifest.Reference, http)}{Tags(http)}",
            RegistryRoute.Blob blob => $"{path}/blobs/{CheckDigest(blob.Digest)}",
            RegistryRoute.Referrers referrers => $"{path}/referrers/{CheckDigest(referrers.Digest)}{Filter(http)}",
            RegistryRoute.Uploads => $"{path}/blobs/uploads/{Opening(request.Mount, http)}",
            RegistryRoute.Upload upload => $"{path}/blobs/uploads/{Session(repository, request, upload.Handle, http)}",
            _ => throw new InvalidOperationException($"{request.Route} is not forwarded"),
        });
    }

    /// <summary>A page of the upstream's catalog.</summary>
    public Uri Catalog(int count, string last) =>
        new($"{_root}/v2/_catalog{new QueryBuilder { { "n", $"{count}" }, { "last", last } }}");

    private string Session(StoredName repository, RegistryRequest request, string handle, HttpRequest http)
    {
        var state = http.Query[UpstreamSession.StateParameter];
        if (sessions.ToUpstream(repository, request.Caller, handle, state.Count == 1 ? state[0] : null) is not { } session)
            throw UpstreamErrors.UnknownUpload();
        var query = session.Query;
        if (http.Query.TryGetValue("digest", out var digest))
            query += $"{(query.Length > 0 ? "&" : "")}digest={Uri.EscapeDataString(CheckDigest(digest.ToString()))}";
        return query.Length > 0 ? $"{session.Id}?{query}" : session.Id;
    }

    // A mount whose source the caller may not read, or that names none, is none: the upstream would look in every organization's repositories.
    private static QueryBuilder Opening(MountRequest? mount, HttpRequest http)
    {
        var query = new QueryBuilder();
        if (mount?.Source is { } source)
        {
            query.Add("mount", mount.Digest.ToString());
            query.Add("from", source.Value);
        }

        if (http.Query.TryGetValue("digest", out var digest))
            query.Add("digest", CheckDigest(digest.ToString()));
        if (http.Query.TryGetValue("digest-algorithm", out var algorithm) && algorithm.ToString() is Digest.Sha256 or Digest.Sha512)
            query.Add("digest-algorithm", algorithm.ToString());
        return query;
    }

    private static QueryBuilder Page(HttpRequest http)
    {
        var query = new QueryBuilder();
        if (http.Query.TryGetValue("n", out var n))
            query.Add("n", $"{PageSize.Parse(n)}");
        if (http.Query.TryGetValue("last", out var last) && RepositoryGrammar.IsTag(last.ToString()))
            query.Add("last", last.ToString());
        return query;
    }

    private static QueryBuilder Filter(HttpRequest http)
    {
        var query = new QueryBuilder();
        if (http.Query.TryGetValue("artifactType", out var type) && type.ToString().Length <= MaxFilterLength)
            query.Add("artifactType", type.ToString());
        return query;
    }

    private static QueryBuilder Tags(HttpRequest http)
    {
        var query = new QueryBuilder();
        var tags = http.Query["tag"];
        if (tags.Count > MaxTags)
            throw new RegistryException(RegistryErrorCode.TooManyTags, $"{tags.Count} tags are given; at most {MaxTags} are taken at once, push again with the rest");
        foreach (var tag in tags)
        {
            if (!RepositoryGrammar.IsTag(tag))
                throw InvalidTag();
            query.Add("tag", tag!);
        }

        return query;
    }

    private static string CheckReference(string reference, HttpRequest http)
    {
        if (ManifestResource.IsDigest(reference))
            return CheckDigest(reference);
        if (RepositoryGrammar.IsTag(reference))
            return reference;
        throw HttpMethods.IsPut(http.Method)
            ? InvalidTag()
            : new RegistryException(RegistryErrorCode.ManifestUnknown, "the repository has no such manifest");
    }

    private static string CheckDigest(string text) => Digest.TryParse(text, out var digest)
        ? digest.ToString()
        : throw new RegistryException(RegistryErrorCode.DigestInvalid, "a digest is sha256: and 64, or sha512: and 128 lower-case hexadecimal digits");

    private static RegistryException InvalidTag() =>
        new(RegistryErrorCode.TagInvalid, "a tag has up to 128 letters, digits, '_', '.' and '-', and begins with none of the last two");
}
