using Microsoft.AspNetCore.Http;
using Slipway.Oci;
using Slipway.Registry.Access;
using Slipway.Registry.Errors;
using Slipway.Registry.Metadata;
using Slipway.Registry.Names;
using Slipway.Registry.Routing;
using Slipway.Registry.Uploads;

namespace Slipway.Registry.Distribution;

/// <summary><c>/v2/NAME/blobs/uploads/</c> (distribution-spec 1.1, end-4a, end-4b, end-4c and end-11): begins an upload, or makes one needless.</summary>
internal sealed class UploadsResource(UploadStore uploads, BlobCommit commit, RegistryDatabase database)
{
    /// <summary>Repositories tried for a mount that names none. A blob in more of them than this is mostly in one that the caller may read.</summary>
    private const int MaxSources = 64;

    public async Task HandleAsync(HttpContext context, RegistryRequest request, RegistryRoute.Uploads route)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
            throw MethodNotAllowed.On(context, "POST");

        if (request.Mount is { } mount && await TryMountAsync(request, mount, context.RequestAborted))
        {
            UploadAnswer.Created(context, route.Name, mount.Digest);
            return;
        }

        var query = context.Request.Query;
        if (request.Mount is null && query.TryGetValue("digest", out var digest))
            await UploadWholeAsync(context, request, route.Name, Digests.Parse(digest));
        else
            UploadAnswer.Accepted(context, route.Name, uploads, uploads.Begin(request.Repository!.Value, request.Caller, Algorithm(query["digest-algorithm"])));
    }

    /// <summary>False when the blob has to be uploaded, whatever the reason: a source of somebody else's must look like one without the blob.</summary>
    private async Task<bool> TryMountAsync(RegistryRequest request, MountRequest mount, CancellationToken cancellationToken)
    {
        foreach (var source in SourcesOf(request, mount))
        {
            var outcome = await database.MountBlobAsync(source, request.Repository!.Value, mount.Digest, request.Caller.Limits, cancellationToken);
            UploadErrors.ThrowIfRefused(outcome);
            if (outcome is LinkBlobOutcome.Linked)
                return true;
        }

        return false;
    }

    private IEnumerable<StoredName> SourcesOf(RegistryRequest request, MountRequest mount)
    {
        if (!mount.Anonymous)
            return mount.Source is { } source && source.OrganizationKey == request.Caller.OrganizationKey ? [source] : [];
        return database.FindRepositoriesWithBlob(request.Caller.OrganizationKey, mount.Digest, MaxSources)
            .Where(candidate => RepositoryName.TryParse(candidate.External, out var name) && request.Caller.Allows(name, RepositoryActions.Pull));
    }

    private async Task UploadWholeAsync(HttpContext context, RegistryRequest request, RepositoryName name, Digest digest)
    {
        var session = uploads.Begin(request.Repository!.Value, request.Caller, digest.Algorithm);
        using var turn = await session.EnterAsync(CancellationToken.None);
        try
        {
            await uploads.AppendAsync(turn, context.Request.BodyReader, chunk: null, request.Caller, context.RequestAborted);
            await commit.CommitAsync(turn, digest, request.Caller, context.RequestAborted);
        }
        finally
        {
            uploads.End(turn); // its client was never told an address to go on at
        }

        UploadAnswer.Created(context, name, digest);
    }

    private static string Algorithm(string? text) => text switch
    {
        null or "" or Digest.Sha256 => Digest.Sha256,
        Digest.Sha512 => Digest.Sha512,
        _ => throw new RegistryException(RegistryErrorCode.DigestInvalid, "the digest algorithm is not known; sha256 and sha512 are."),
    };
}
