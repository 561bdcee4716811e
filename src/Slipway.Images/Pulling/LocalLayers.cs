using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;

namespace Slipway.Images.Pulling;

/// <summary>The layers of a source on this machine, read where they lie.</summary>
internal sealed class LocalLayers(IImageSource source) : ILayerBlobs
{
    public Task BeginsAsync(Descriptor layer, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Stream> OpenAsync(Descriptor layer, CancellationToken cancellationToken) => source.OpenBlobAsync(layer, cancellationToken);
}
