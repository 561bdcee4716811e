using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Slipway.Containerd.Calls;
using Slipway.Oci;
using Slipway.Oci.Manifests;
using Wired = Slipway.Containerd.Wire.Content;

namespace Slipway.Containerd.Content;

/// <summary>The blobs of the namespace, by digest. New ones come by <see cref="ContentIngest"/>.</summary>
public sealed class ContentStore
{
    private readonly ContainerdChannel _channel;
    private readonly Wired.Content.ContentClient _wire;

    internal ContentStore(ContainerdChannel channel)
    {
        _channel = channel;
        _wire = new Wired.Content.ContentClient(channel.Invoker);
    }

    /// <summary>What is known of a blob that is there whole, or null.</summary>
    public async Task<BlobInfo?> FindAsync(Digest digest, CancellationToken cancellationToken)
    {
        var message = new Wired.InfoRequest { Digest = digest.ToString() };
        var answer = await _channel.TryRunAsync(new Request($"look up blob {digest}"), call => _wire.InfoAsync(message, call).ResponseAsync, cancellationToken);
        return answer is null ? null : new BlobInfo(digest, answer.Info.Size, answer.Info.Labels);
    }

    /// <summary>How far a blob's ingest has come that was begun by <see cref="ContentIngest"/> and is not over, or null when there is none.</summary>
    public async Task<IngestStatus?> FindIngestAsync(Digest digest, CancellationToken cancellationToken)
    {
        var message = new Wired.StatusRequest { Ref = ContentIngest.ReferenceOf(digest) };
        var answer = await _channel.TryRunAsync(new Request($"look up ingest {message.Ref}"), call => _wire.StatusAsync(message, call).ResponseAsync, cancellationToken);
        return answer is null ? null : new IngestStatus(answer.Status.Offset, answer.Status.Total);
    }

    /// <summary>
    /// Reads a small blob whole, and verifies it. Errors: <see cref="ContainerdErrorCode.NotFound"/>, <see cref="ContainerdErrorCode.DigestMismatch"/>,
    /// <see cref="ContainerdErrorCode.Refused"/> when it has more than <paramref name="maxBytes"/>.
    /// </summary>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(Descriptor blob, int maxBytes, CancellationToken cancellationToken)
    {
        if (blob.Size > maxBytes)
            throw new ContainerdException(ContainerdErrorCode.Refused, $"blob {blob.Digest} has {blob.Size} bytes; at most {maxBytes} are read.");

        var bytes = await _channel.RunAsync(new Request($"read blob {blob.Digest}"), call => ReadAllAsync(blob, call, cancellationToken), cancellationToken);
        return blob.Digest.Matches(bytes)
            ? bytes
            : throw new ContainerdException(ContainerdErrorCode.DigestMismatch, $"blob {blob.Digest} has other bytes in containerd at {_channel.SocketPath}: its store is damaged.");
    }

    /// <summary>Sets some labels of a blob and leaves its others. Errors: <see cref="ContainerdErrorCode.NotFound"/>.</summary>
    public async Task LabelAsync(Digest digest, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        var message = new Wired.UpdateRequest { Info = new Wired.Info { Digest = digest.ToString() }, UpdateMask = new FieldMask() };
        foreach (var (key, value) in labels)
        {
            message.Info.Labels[key] = value;
            message.UpdateMask.Paths.Add("labels." + key);
        }

        if (labels.Count > 0) // without a mask every label would be replaced
            await _channel.RunAsync(new Request($"label blob {digest}"), call => _wire.UpdateAsync(message, call).ResponseAsync, cancellationToken);
    }

    /// <summary>Removes a blob, whoever holds it; false when there is none.</summary>
    public async Task<bool> DeleteAsync(Digest digest, CancellationToken cancellationToken)
    {
        var message = new Wired.DeleteContentRequest { Digest = digest.ToString() };
        var request = new Request($"delete blob {digest}", Pace: Pace.Work);
        return await _channel.TryRunAsync(request, call => _wire.DeleteAsync(message, call).ResponseAsync, cancellationToken) is not null;
    }

    private async Task<byte[]> ReadAllAsync(Descriptor blob, CallOptions call, CancellationToken cancellationToken)
    {
        using var reading = _wire.Read(new Wired.ReadContentRequest { Digest = blob.Digest.ToString() }, call);
        var bytes = new byte[blob.Size];
        var count = 0;
        while (await reading.ResponseStream.MoveNext(cancellationToken))
        {
            var part = reading.ResponseStream.Current.Data.Memory;
            if (part.Length > bytes.Length - count)
                throw Mismatch(blob, $"goes on after {bytes.Length} bytes");
            part.CopyTo(bytes.AsMemory(count));
            count += part.Length;
        }

        return count == bytes.Length ? bytes : throw Mismatch(blob, $"ends after {count} of {bytes.Length} bytes");
    }

    private static ContainerdException Mismatch(Descriptor blob, string how) => new(ContainerdErrorCode.DigestMismatch, $"blob {blob.Digest} in containerd {how}.");
}
