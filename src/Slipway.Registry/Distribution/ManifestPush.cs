using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Slipway.Oci;
using Slipway.Registry.Errors;
using Slipway.Registry.Inspection;
using Slipway.Registry.Metadata;
using Slipway.Registry.Names;
using Slipway.Registry.Pushes;
using Slipway.Registry.Responses;
using Slipway.Registry.Routing;

namespace Slipway.Registry.Distribution;

/// <summary>
/// PUT of a manifest by tag (distribution-spec 1.1, end-7a) or by digest with any number of tags (end-7b). Everything it names must be there,
/// but for its subject and layers that may not be distributed.
/// </summary>
internal sealed class ManifestPush(RegistryOptions options, RegistryDatabase database, ManifestMemory memory, LayerCheck layers, IPushListener? listener)
{
    private const int ShownDigests = 8;

    public async Task HandleAsync(HttpContext context, RegistryRequest request, RegistryRoute.Manifest route)
    {
        var wanted = ManifestResource.IsDigest(route.Reference) ? Digests.Parse(route.Reference) : default(Digest?);
        var tags = wanted is null ? [Tag(route.Reference)] : Tags(context.Request.Query["tag"]);
        using var body = new ManifestBody(memory, request.Caller.OrganizationKey, options.MaxManifestBytes);
        var bytes = await body.ReadAsync(context);
        if (wanted is { } digest && !digest.Matches(bytes.Span))
        {
            throw new RegistryException(
                RegistryErrorCode.DigestInvalid, $"the {bytes.Length} bytes that were sent have the digest {Digest.Of(digest.Algorithm, bytes.Span)}.");
        }

        var manifest = PushedManifest.Read(bytes, wanted, context.Request.ContentType, options.MaxDescriptors);
        await layers.CheckAsync(request.Repository!.Value, [.. manifest.Blobs, .. manifest.OptionalBlobs], context.RequestAborted);
        ThrowUnlessStored(await database.PutManifestAsync(
            request.Repository!.Value, manifest, tags, request.Caller.Limits, context.RequestAborted));
        listener?.OnManifest(request.Repository!.Value, manifest.Manifest.Digest);
        Answer(context, route.Name, manifest, wanted is null ? [] : tags);
    }

    private static void Answer(HttpContext context, RepositoryName name, NewManifest manifest, string[] tags)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status201Created;
        response.Headers.Location = Locations.Manifest(context, name, manifest.Manifest.Digest);
        response.Headers[RegistryHeaders.ContentDigest] = manifest.Manifest.Digest.ToString();
        if (manifest.Referrer is { } referrer)
            response.Headers[RegistryHeaders.Subject] = referrer.Subject.ToString();
        if (tags.Length > 0)
            response.Headers[RegistryHeaders.Tag] = string.Join(", ", tags);
    }

    private static string Tag(string? text) => RepositoryGrammar.IsTag(text)
        ? text!
        : throw new RegistryException(
            RegistryErrorCode.TagInvalid, $"a tag has 1 to {RepositoryGrammar.MaxTagLength} letters, digits, '_', '.' and '-', and begins with none of the last two.");

    private string[] Tags(StringValues parameters) => parameters.Count <= options.MaxTagParameters
        ? [.. parameters.Select(Tag).Distinct(StringComparer.Ordinal)]
        : throw new RegistryException(
            RegistryErrorCode.TooManyTags,
            $"{parameters.Count} tags are given; at most {options.MaxTagParameters} are taken at once, push again with the rest.");

    private static void ThrowUnlessStored(PutManifestOutcome outcome)
    {
        switch (outcome)
        {
            case PutManifestOutcome.Stored:
                return;
            case PutManifestOutcome.Missing missing:
                var more = missing.Digests.Count > ShownDigests ? $" and {missing.Digests.Count - ShownDigests} more" : "";
                throw new RegistryException(
                    RegistryErrorCode.ManifestBlobUnknown,
                    $"the manifest names what is not in the repository; push it first: {string.Join(", ", missing.Digests.Take(ShownDigests))}{more}.");
            case PutManifestOutcome.TooMany tooMany:
                throw new RegistryException(RegistryErrorCode.Denied, $"the repository has {tooMany.Limit} {tooMany.What}, as many as it may; delete some first.");
            case PutManifestOutcome.OverQuota over:
                throw RegistryException.TooManyRepositories(over.Used, over.Limit);
            default:
                throw new InvalidOperationException($"{outcome} is no outcome that is known here.");
        }
    }
}
