using System.Net;
using Slipway.Oci.Compression;

namespace Slipway.Oci.Registry;

/// <summary>
/// A blob's bytes across cuts of the connection: what is missing is asked for by range, and where a server ignores the range what was already
/// delivered is skipped, so that the reader's hash runs on. Not verified here. One reader; owns its current response.
/// </summary>
internal sealed class RegistryBlobStream : ReadOnlyStream
{
    /// <summary>Progress that makes a download start counting its failures anew.</summary>
    private const int ProgressBytes = 1024 * 1024;

    private const int CopyBytes = 128 * 1024;

    private readonly RegistryClient _client;
    private readonly RegistryRequest _get;
    private readonly long _sizeBytes;
    private readonly Attempts _attempts;
    private ResponseBody? _body;
    private long _position;
    private long _progressFrom;
    private byte[]? _copy;

    public RegistryBlobStream(RegistryClient client, RegistryRequest get, long sizeBytes, ResponseBody body, Attempts attempts)
    {
        (_client, _get, _sizeBytes, _attempts) = (client, get, sizeBytes, attempts);
        VerifyLength(body.Response, from: 0);
        _body = body;
    }

    /// <summary>For readers with a thread of their own, which this blocks while the network is awaited; a tar parser is one.</summary>
    public override int Read(Span<byte> buffer)
    {
        _copy ??= new byte[CopyBytes];
        var count = ReadAsync(_copy.AsMemory(0, Math.Min(buffer.Length, CopyBytes)), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        _copy.AsSpan(0, count).CopyTo(buffer);
        return count;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return 0;

        while (true)
        {
            try
            {
                _body ??= await ReopenAsync(cancellationToken);
                var count = await _body.ReadAsync(buffer, cancellationToken);
                if (count == 0 && _position < _sizeBytes)
                    throw new TransientException(OciErrorCode.DigestMismatch, $"{_get.Subject} ends after {_position} of {_sizeBytes} bytes.", retryAfter: null, cause: null);

                Advance(count);
                return count;
            }
            catch (TransientException) when (_position >= _sizeBytes)
            {
                return 0; // everything is here; how the connection ended does not matter
            }
            catch (TransientException cut)
            {
                _body?.Dispose();
                _body = null;
                await _attempts.WaitAsync(cut, cancellationToken);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _body?.Dispose();
        base.Dispose(disposing);
    }

    private void Advance(int count)
    {
        _position += count;
        if (_position - _progressFrom < ProgressBytes)
            return;
        _progressFrom = _position;
        _attempts.Reset();
    }

    private async Task<ResponseBody> ReopenAsync(CancellationToken cancellationToken)
    {
        var body = await GetRestAsync(cancellationToken);
        try
        {
            var isPartial = body.Response.StatusCode == HttpStatusCode.PartialContent;
            VerifyLength(body.Response, isPartial ? _position : 0);
            if (!isPartial)
                await SkipAsync(body, cancellationToken);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>A registry that was there a moment ago and now refuses connections or has no name is being restarted, or our network is.</summary>
    private async Task<ResponseBody> GetRestAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _client.GetAsync(_get with { From = _position }, cancellationToken);
        }
        catch (OciException gone) when (gone.Code == OciErrorCode.Unreachable)
        {
            throw new TransientException(gone.Code, gone.Message, retryAfter: null, gone);
        }
    }

    private async Task SkipAsync(ResponseBody body, CancellationToken cancellationToken)
    {
        var buffer = _copy ??= new byte[CopyBytes];
        for (long skipped = 0; skipped < _position;)
        {
            var count = await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, _position - skipped)), cancellationToken);
            if (count == 0)
                throw new TransientException(OciErrorCode.DigestMismatch, $"{_get.Subject} ends after {skipped} of {_sizeBytes} bytes.", retryAfter: null, cause: null);
            skipped += count;
        }
    }

    /// <summary>A server that announces another length is refused before its bytes are taken.</summary>
    private void VerifyLength(HttpResponseMessage response, long from)
    {
        var range = response.Content.Headers.ContentRange;
        if (response.StatusCode == HttpStatusCode.PartialContent && (range?.Unit != "bytes" || range.From != from))
            throw new OciException(OciErrorCode.Malformed, $"{_get.Subject} was asked for from byte {from}, but the server sends '{Excerpt.Of(range?.ToString())}'.");

        var total = range?.Length ?? (response.Content.Headers.ContentLength + from);
        if (total is not null && total != _sizeBytes)
            throw new OciException(OciErrorCode.DigestMismatch, $"{_get.Subject} has {total} bytes on the server; its descriptor promises {_sizeBytes}.");
    }
}
