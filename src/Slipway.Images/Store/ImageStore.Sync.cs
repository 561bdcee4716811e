using Slipway.Images.Conversion;

namespace Slipway.Images.Store;

/// <content>What is to survive a power cut.</content>
public sealed partial class ImageStore
{
    /// <summary>
    /// Ends when every layer that was converted since the host booted survives a power cut; machines run from them meanwhile. What is cancelled, or killed, is
    /// taken up by the next call of any process; a layer that nobody syncs before the host goes down is converted again after that, from the blobs, which
    /// are always synced.
    /// </summary>
    /// <exception cref="ImageException">The disk failed (<see cref="ImageErrorCode.Damaged"/>): the layer is removed.</exception>
    public async Task SyncAsync(CancellationToken cancellationToken)
    {
        // Reads a record of each layer: whoever starts a machine does not wait for that either.
        foreach (var layer in await DedicatedThread.RunAsync("layer-sync", () => _layers.Unsynced().ToList()))
        {
            using var turn = await _locks.LayerAsync(layer, static () => { }, cancellationToken);
            await DedicatedThread.RunAsync("layer-sync", () =>
            {
                _layers.Sync(layer, cancellationToken);
                return true;
            });
        }
    }
}
