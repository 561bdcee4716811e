using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using Slipway.Containerd.Calls;
using Slipway.Oci.Manifests;
using Wired = Slipway.Containerd.Wire.Content;

namespace Slipway.Containerd.Content;

/// <summary>
/// The conversation by which one blob is sent, each message answered before the next: STAT says how much is there already, WRITE adds to it, COMMIT
/// checks size and digest. containerd locks the ingest for as long as the conversation lasts. Fails with <see cref="RpcException"/>.
/// </summary>
internal sealed class IngestSession(
    AsyncDuplexStreamingCall<Wired.WriteContentRequest, Wired.WriteContentResponse> call, ContainerdChannel channel, Descriptor blob, CancellationToken cancellationToken) : IDisposable
{
    private const int ChunkBytes = 1024 * 1024;

    /// <summary>Opens or reopens the ingest; returns how many bytes are there already.</summary>
    public async Task<long> BeginAsync()
    {
        var answer = await ExchangeAsync(MessageOf(Wired.WriteAction.Stat, offset: 0), Pace.Answer);
        return answer.Offset is var offset && offset >= 0 && offset <= blob.Size ? offset : 0; // written at 0, it is cut to 0 first
    }

    /// <summary>Sends what is missing from <paramref name="offset"/> on, if anything is.</summary>
    /// <param name="sent">Told how many bytes containerd has.</param>
    public async Task SendAsync(long offset, Func<CancellationToken, Task<Stream>> open, Action<long> sent)
    {
        if (offset == blob.Size)
            return;

        await using var stream = await open(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            await SkipAsync(stream, offset, buffer);
            while (offset < blob.Size)
                sent(offset = await SendChunkAsync(stream, offset, buffer));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Makes the ingest a blob, if it has the size and digest it should have.</summary>
    public async Task CommitAsync(IReadOnlyDictionary<string, string> labels)
    {
        var message = MessageOf(Wired.WriteAction.Commit, blob.Size);
        foreach (var (key, value) in labels)
            message.Labels[key] = value;
        await ExchangeAsync(message, Pace.Work);
        await call.RequestStream.CompleteAsync();
    }

    public void Dispose() => call.Dispose();

    private async Task<long> SendChunkAsync(Stream stream, long offset, byte[] buffer)
    {
        var wanted = (int)Math.Min(ChunkBytes, blob.Size - offset);
        var count = await stream.ReadAtLeastAsync(buffer.AsMemory(0, wanted), wanted, throwOnEndOfStream: false, cancellationToken);
        if (count < wanted)
            throw Short(offset + count);

        var message = MessageOf(Wired.WriteAction.Write, offset);
        message.Data = UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, count)); // sent before the buffer is used again, since the answer is waited for
        var answer = await ExchangeAsync(message, Pace.Work);
        return answer.Offset == offset + count
            ? answer.Offset
            : throw new ContainerdException(ContainerdErrorCode.Failed, $"containerd at {channel.SocketPath} has {answer.Offset} bytes of blob {blob.Digest} where {offset + count} were sent.");
    }

    /// <summary>Reads past what is there already: the stream hashes what it delivers, so nothing may be left out.</summary>
    private async Task SkipAsync(Stream stream, long count, byte[] buffer)
    {
        for (var left = count; left > 0;)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(ChunkBytes, left)), cancellationToken);
            left -= read > 0 ? read : throw Short(count - left);
        }
    }

    private async Task<Wired.WriteContentResponse> ExchangeAsync(Wired.WriteContentRequest message, Pace pace)
    {
        using var timer = new CancellationTokenSource(channel.Limit(pace), channel.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await WriteAsync(message, either.Token);
            if (await call.ResponseStream.MoveNext(either.Token))
                return call.ResponseStream.Current;
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException && timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, $"no answer to {message.Action} within {channel.Limit(pace)}", e));
        }

        throw new RpcException(new Status(StatusCode.Unavailable, $"it ended the conversation after {message.Action}"));
    }

    private async Task WriteAsync(Wired.WriteContentRequest message, CancellationToken token)
    {
        try
        {
            await call.RequestStream.WriteAsync(message, token);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The call is over, and how it ended is what the answer tells.
        }
    }

    private Wired.WriteContentRequest MessageOf(Wired.WriteAction action, long offset) =>
        new() { Action = action, Ref = ContentIngest.ReferenceOf(blob.Digest), Total = blob.Size, Expected = blob.Digest.ToString(), Offset = offset };

    private ContainerdException Short(long count) =>
        new(ContainerdErrorCode.DigestMismatch, $"blob {blob.Digest} ends after {count} of the {blob.Size} bytes that its descriptor promises.");
}
