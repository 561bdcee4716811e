using System.Net;
using System.Runtime.ExceptionServices;
using Slipway.Oci.Copies;
using Slipway.Oci.Manifests;
using Slipway.Oci.Registry;

namespace Slipway.Oci.Pushes;

/// <summary>
/// Brings one blob into a repository (distribution-spec 1.1, end-2, end-4, end-5, end-6, end-11, end-13): asks whether it is there, mounts it if it may,
/// else uploads it, and goes on where a cut upload stopped. Used once, by one task.
/// <code>
/// HEAD blob ── 200 ─────────────────────────────────────────────► there
///   404
/// POST ?mount=&amp;from= ── 201 ────────────────────────────────────► mounted
///   202 a session, or any refusal: POST without
/// small: PUT session?digest= with the bytes ── 201 ─────────────► uploaded
/// large: PATCH session with the bytes, PUT session?digest= ─ 201 ► uploaded
/// a cut: HEAD blob, GET session → Range, PATCH the rest with Content-Range; a session that is gone begins anew
/// </code>
/// A PATCH always carries all that is missing, so it is always the last chunk, which <c>OCI-Chunk-Min-Length</c> lets be of any length. The
/// first has no Content-Range: that is how Docker uploads, so what every registry takes.
/// </summary>
internal sealed class BlobUpload(RegistryConnection connection, BlobMount? mount, Descriptor blob, Func<CancellationToken, Task<Stream>> openAsync, Action<long> sent)
{
    /// <summary>Up to here one round trip less is worth more than being able to resume.</summary>
    private const long SinglePutBytes = 1024 * 1024;

    /// <summary>Progress that makes an upload start counting its failures anew.</summary>
    private const long ProgressBytes = 1024 * 1024;

    /// <summary>A registry may hash or move all of a blob before it answers the last request.</summary>
    private static readonly TimeSpan s_commitPatience = TimeSpan.FromMinutes(5);

    private readonly Attempts _attempts = new(connection.Time);
    private readonly string _subject = $"blob {blob.Digest} for {connection.Name}";
    private UploadSession? _session;
    private bool _hasBegun;
    private bool _mayMount = mount is not null;
    private long _farthest;

    /// <summary>Errors: those of the registry and those of reading the blob.</summary>
    public Task<CopyPhase> RunAsync(CancellationToken cancellationToken) => _attempts.RunAsync(() => TryAsync(cancellationToken), cancellationToken);

    private async Task<CopyPhase> TryAsync(CancellationToken cancellationToken)
    {
        if (await ExistsAsync(cancellationToken))
            return _hasBegun ? CopyPhase.Copied : CopyPhase.Exists; // an answer to the last PUT may have been lost

        if (_session is not null)
            await FindOffsetAsync(cancellationToken);
        if (_session is null && await BeginAsync(cancellationToken))
            return CopyPhase.Mounted;

        if (blob.Size <= SinglePutBytes && _session!.OffsetBytes == 0)
        {
            await CommitAsync(() => BlobContent.Create(blob, from: 0, openAsync, sent), cancellationToken);
            return CopyPhase.Copied;
        }

        if (_session!.OffsetBytes < blob.Size)
            await AppendAsync(cancellationToken);
        await CommitAsync(static () => new ByteArrayContent([]), cancellationToken);
        return CopyPhase.Copied;
    }

    private async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        var head = RegistryRequest.To(HttpMethod.Head, $"v2/{connection.Repository}/blobs/{blob.Digest}", _subject);
        var response = await AskAsync(head, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            response.Dispose();
            return false;
        }

        if (response.StatusCode != HttpStatusCode.OK)
            throw await connection.FaultAsync(response, _subject, cancellationToken);

        using (response)
        {
            return response.Content.Headers.ContentLength is not { } length || length == blob.Size
                ? true
                : throw new OciException(OciErrorCode.DigestMismatch, $"{_subject} is there with {length} bytes; its descriptor promises {blob.Size}.");
        }
    }

    /// <summary>Starts a session, or returns true when the blob was mounted instead.</summary>
    private async Task<bool> BeginAsync(CancellationToken cancellationToken)
    {
        if (_mayMount)
        {
            var answer = await mount!.AskAsync(connection.Repository, blob.Digest, _subject, cancellationToken);
            _mayMount = false;
            if (answer is { StatusCode: HttpStatusCode.Accepted })
                Follow(answer, _subject, offset: 0);
            answer?.Dispose();
            if (answer is not null)
                return _session is null;
        }

        var subject = $"the upload of {_subject}";
        var post = RegistryRequest.To(HttpMethod.Post, $"v2/{connection.Repository}/blobs/uploads/", subject) with { Body = static () => new ByteArrayContent([]) };
        var begun = await AskAsync(post, cancellationToken);
        if (begun.StatusCode != HttpStatusCode.Accepted)
            throw await connection.FaultAsync(begun, subject, cancellationToken);
        Follow(begun, subject, offset: 0);
        return false;
    }

    /// <summary>Asks how much arrived. A session that does not say is given up: what is sent twice would be worse than what is sent again.</summary>
    private async Task FindOffsetAsync(CancellationToken cancellationToken)
    {
        var get = new RegistryRequest(HttpMethod.Get, _session!.Location, $"the state of the upload of {_subject}");
        using var response = await AskAsync(get, cancellationToken);
        var offset = response.IsSuccessStatusCode ? UploadOffset.Parse(RangeOf(response), blob.Size) : null;
        _session = offset is null ? null : new UploadSession(connection.LocationOf(response, get.Subject) ?? _session.Location, offset.Value);
        if (offset - _farthest >= ProgressBytes)
            _attempts.Reset();
        _farthest = Math.Max(_farthest, offset ?? 0);
    }

    /// <summary>Sends all that is missing by one PATCH.</summary>
    private async Task AppendAsync(CancellationToken cancellationToken)
    {
        var offset = _session!.OffsetBytes;
        var response = await SendAsync(HttpMethod.Patch, _session.Location, RegistryTransport.IdleTimeout, MakeBody, cancellationToken);
        var stored = UploadOffset.Parse(RangeOf(response), blob.Size) ?? blob.Size;
        Follow(response, _subject, stored);
        if (stored < blob.Size)
            throw new TransientException(OciErrorCode.Unreachable, $"{connection.Name} took {stored} of {blob.Size} bytes of {_subject}.", retryAfter: null, cause: null);

        BlobContent MakeBody()
        {
            var body = BlobContent.Create(blob, offset, openAsync, sent);
            if (offset > 0)
                body.Headers.TryAddWithoutValidation("Content-Range", $"{offset}-{blob.Size - 1}");
            return body;
        }
    }

    private async Task CommitAsync(Func<HttpContent> makeBody, CancellationToken cancellationToken)
    {
        var response = await SendAsync(HttpMethod.Put, _session!.CommitAddress(blob.Digest), s_commitPatience, makeBody, cancellationToken);
        using (response)
            PushedDigest.Verify(response, blob.Digest, _subject);
    }

    /// <summary>Sends to the session. One that the registry no longer knows is forgotten, and the attempt counts as failed.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri target, TimeSpan patience, Func<HttpContent> makeBody, CancellationToken cancellationToken)
    {
        HttpContent? body = null;
        var request = new RegistryRequest(method, target, _subject) { Patience = patience, AsksFirst = method == HttpMethod.Patch, Body = () => body = makeBody() };
        HttpResponseMessage response;
        try
        {
            response = await AskAsync(request, cancellationToken);
        }
        catch (Exception) when (body is BlobContent { SourceFault: { } fault })
        {
            ExceptionDispatchInfo.Throw(fault);
            throw;
        }

        if (response.IsSuccessStatusCode)
            return response;

        var refusal = await connection.FaultAsync(response, _subject, cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.RequestedRangeNotSatisfiable))
            throw refusal;
        _session = null;
        throw new TransientException(OciErrorCode.Unreachable, $"the upload was lost: {refusal.Message}", retryAfter: null, refusal);
    }

    /// <summary>Takes the session to where an answer says; disposes the answer.</summary>
    private void Follow(HttpResponseMessage response, string subject, long offset)
    {
        using (response)
        {
            var location = connection.LocationOf(response, subject) ?? _session?.Location
                ?? throw new OciException(OciErrorCode.Malformed, $"{connection.Name} begins {subject} without saying where: its answer has no Location.");
            _session = new UploadSession(location, offset);
            _hasBegun = true;
        }
    }

    /// <summary>A registry that was there a moment ago and now refuses connections or has no name is being restarted, or our network is.</summary>
    private async Task<HttpResponseMessage> AskAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.SendAsync(request, cancellationToken);
        }
        catch (OciException gone) when (gone.Code == OciErrorCode.Unreachable && _hasBegun)
        {
            throw new TransientException(gone.Code, gone.Message, retryAfter: null, gone);
        }
    }

    private static string? RangeOf(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Range", out var values) ? values.FirstOrDefault() : null;
}
