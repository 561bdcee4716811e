using Slipway.Containerd.Calls;
using Slipway.Containerd.Leases;
using Slipway.Oci;
using Slipway.Oci.Manifests;
using Wired = Slipway.Containerd.Wire.Content;

namespace Slipway.Containerd.Content;

/// <summary>
/// Puts blobs into containerd, held by a lease. A blob that is there already is not sent. One that a killed client left half sent goes on where that
/// one stopped, as long as a lease holds the half. When two clients send the same blob, the second waits for the first.
/// </summary>
/// <param name="lease">Holds them.</param>
/// <param name="progress">Told of each blob's way; null for nobody.</param>
public sealed class ContentIngest(ContainerdClient client, Lease lease, IProgress<LayerProgress>? progress = null)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPatience = TimeSpan.FromSeconds(10);

    private readonly Wired.Content.ContentClient _wire = new(client.Channel.Invoker);

    /// <summary>
    /// Makes containerd have a blob, with at least these labels.
    /// Errors: those of <paramref name="open"/>; <see cref="ContainerdErrorCode.DigestMismatch"/>, and then nothing of the blob is kept.
    /// </summary>
    /// <param name="blob">Digest and size.</param>
    /// <param name="open">Opens the blob from its first byte, when it is needed; the stream is disposed here.</param>
    /// <param name="labels">Labels for it, possibly none.</param>
    public async Task IngestAsync(
        Descriptor blob, Func<CancellationToken, Task<Stream>> open, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        await lease.HoldAsync(LeaseResource.OfContent(blob.Digest), cancellationToken);
        for (var patience = s_poll; ; patience = Longer(patience))
        {
            if (await client.Content.FindAsync(blob.Digest, cancellationToken) is not null)
            {
                await client.Content.LabelAsync(blob.Digest, labels, cancellationToken);
                return;
            }

            if (!await SawAnotherEndAsync(blob, patience, cancellationToken)
                && await TryIngestAsync(blob, open, labels, cancellationToken))
                return;
        }
    }

    /// <summary>The name of a blob's ingest: the same for every client of ours, so that one goes on with what another began.</summary>
    internal static string ReferenceOf(Digest digest) => $"slipway-{digest}";

    /// <summary>Sends a blob; false when something came between, so that it is to be looked at again.</summary>
    private async Task<bool> TryIngestAsync(
        Descriptor blob, Func<CancellationToken, Task<Stream>> open, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        var request = new Request($"take blob {blob.Digest} of {blob.Size} bytes", lease.Id, Pace.Conversation);
        var resumedAt = 0L;
        try
        {
            return await client.Channel.RunAsync(request, async call =>
            {
                using var session = new IngestSession(_wire.Write(call), client.Channel, blob, cancellationToken);
                resumedAt = await session.BeginAsync();
                await session.SendAsync(resumedAt, open, offset => Report(blob, offset));
                await session.CommitAsync(labels);
                return true;
            }, cancellationToken);
        }
        catch (ContainerdException e) when (e.Code == ContainerdErrorCode.AlreadyExists || IsLocked(e))
        {
            return false;
        }
        catch (ContainerdException e) when (e.Code == ContainerdErrorCode.FailedPrecondition)
        {
            await AbortAsync(blob.Digest, cancellationToken);
            if (resumedAt > 0)
                return false; // the half that was there may have been another's fault
            throw new ContainerdException(ContainerdErrorCode.DigestMismatch, $"blob {blob.Digest} came with other bytes than its descriptor promises: {e.Message}", e);
        }
    }

    /// <summary>containerd has one status for "another client is writing this" and for a lost connection; the former ends, so it is waited for.</summary>
    private static bool IsLocked(ContainerdException failure) =>
        failure.Code == ContainerdErrorCode.Unavailable && failure.Message.Contains(" locked for ", StringComparison.Ordinal);

    /// <summary>
    /// Waits for another client's ingest: true when it is over, false when there is none or it has stood still for a while and may be a leftover. Looking is
    /// cheap; asking for the lock is not: containerd 1.6 waits for it for up to a second, and lets nobody change anything meanwhile.
    /// </summary>
    private async Task<bool> SawAnotherEndAsync(Descriptor blob, TimeSpan patience, CancellationToken cancellationToken)
    {
        var clock = client.Channel.Clock;
        var (seen, since) = (-1L, clock.GetTimestamp());
        while (await client.Content.FindIngestAsync(blob.Digest, cancellationToken) is { } ingest)
        {
            if (ingest.OffsetBytes != seen)
            {
                (seen, since) = (ingest.OffsetBytes, clock.GetTimestamp());
                Report(blob, seen);
            }
            else if (clock.GetElapsedTime(since) >= patience)
                return false;
            await Task.Delay(s_poll, clock, cancellationToken);
        }

        return seen >= 0;
    }

    private void Report(Descriptor blob, long bytes) => progress?.Report(new LayerProgress(LayerStep.Ingesting, blob, bytes));

    private async Task AbortAsync(Digest digest, CancellationToken cancellationToken)
    {
        var message = new Wired.AbortRequest { Ref = ReferenceOf(digest) };
        // Where it is not there, another client did.
        await client.Channel.TryRunAsync(new Request($"abort ingest {message.Ref}"), call => _wire.AbortAsync(message, call).ResponseAsync, cancellationToken);
    }

    private static TimeSpan Longer(TimeSpan patience) => patience * 2 < s_longestPatience ? patience * 2 : s_longestPatience;
}
