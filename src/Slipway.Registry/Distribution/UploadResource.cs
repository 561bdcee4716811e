using Microsoft.AspNetCore.Http;
using Slipway.Registry.Access;
using Slipway.Registry.Errors;
using Slipway.Registry.Names;
using Slipway.Registry.Routing;
using Slipway.Registry.Uploads;

namespace Slipway.Registry.Distribution;

/// <summary><c>/v2/NAME/blobs/uploads/HANDLE</c> (distribution-spec 1.1, end-5, end-6, end-13 and end-14): one upload.</summary>
internal sealed class UploadResource(UploadStore uploads, BlobCommit commit)
{
    public Task HandleAsync(HttpContext context, RegistryRequest request, RegistryRoute.Upload route)
    {
        var session = uploads.Find(route.Handle, request.Repository!.Value, request.Caller);
        return context.Request.Method switch
        {
            var method when HttpMethods.IsPatch(method) => AppendAsync(context, route.Name, session, request.Caller),
            var method when HttpMethods.IsPut(method) => CommitAsync(context, route.Name, session, request.Caller),
            var method when HttpMethods.IsDelete(method) => CancelAsync(context, session),
            var method when HttpMethods.IsGet(method) || HttpMethods.IsHead(method) => StatusAsync(context, route.Name, session),
            _ => throw MethodNotAllowed.On(context, "GET, HEAD, PATCH, PUT, DELETE"),
        };
    }

    private async Task AppendAsync(HttpContext context, RepositoryName name, UploadSession session, Caller caller)
    {
        using var turn = await session.EnterAsync(context.RequestAborted);
        await ReadBodyAsync(context, name, turn, caller);
        UploadAnswer.Accepted(context, name, uploads, session);
    }

    private async Task CommitAsync(HttpContext context, RepositoryName name, UploadSession session, Caller caller)
    {
        var digest = Digests.Parse(context.Request.Query["digest"]);
        using var turn = await session.EnterAsync(context.RequestAborted);
        await ReadBodyAsync(context, name, turn, caller);
        await commit.CommitAsync(turn, digest, caller, context.RequestAborted);
        UploadAnswer.Created(context, name, digest);
    }

    private async Task CancelAsync(HttpContext context, UploadSession session)
    {
        using var turn = await session.EnterAsync(context.RequestAborted);
        uploads.End(turn);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Takes no turn: a client may ask how far its other request has come.</summary>
    private Task StatusAsync(HttpContext context, RepositoryName name, UploadSession session)
    {
        UploadAnswer.Status(context, name, uploads, session);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private Task ReadBodyAsync(HttpContext context, RepositoryName name, UploadTurn turn, Caller caller)
    {
        var chunk = ChunkOf(context.Request);
        if (chunk is { } given && given.Offset != turn.Session.File.Length)
        {
            UploadAnswer.Status(context, name, uploads, turn.Session);
            throw new RegistryException(
                RegistryErrorCode.RangeInvalid, $"the chunk begins at byte {given.Offset}, but the upload has {turn.Session.File.Length} bytes; go on from there.");
        }

        return uploads.AppendAsync(turn, context.Request.BodyReader, chunk, caller, context.RequestAborted);
    }

    /// <summary>The chunk that the headers announce; null for a stream. A PUT that only commits may carry the range of nothing.</summary>
    private static ContentChunk? ChunkOf(HttpRequest request)
    {
        var header = request.Headers.ContentRange;
        if (header.Count == 0 || request.ContentLength == 0)
            return null;
        if (header.Count > 1 || !ContentChunk.TryParse(header[0], out var chunk))
            throw UploadErrors.MalformedChunk();
        return request.ContentLength is { } length && length != chunk.Count ? throw UploadErrors.OtherLength(chunk.Count) : chunk;
    }
}
