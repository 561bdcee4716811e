using Slipway.Images.Conversion;
using Slipway.Images.Layers;
using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Images.Store;

/// <content>Making layers and images ready before anybody asks for them.</content>
public sealed partial class ImageStore
{
    /// <summary>An upload of many layers ends with its manifest; what has none after so long is nobody's.</summary>
    private static readonly TimeSpan s_awaited = TimeSpan.FromHours(1);

    /// <summary>Nobody asked for it yet: of a processor that others want it gets a tenth.</summary>
    private static readonly ConversionOptions s_layerOptions = new(Niceness: 10);

    /// <summary>
    /// Converts a layer of which the image is not known yet. It stays for an hour, and from then on with the images that need it. Nothing happens where it is
    /// converted.
    /// </summary>
    /// <param name="blob">As it is stored: what it unpacks to is found out.</param>
    /// <param name="open">Opens it, see <see cref="LayerInput"/>.</param>
    /// <exception cref="ConversionException">It is no layer.</exception>
    /// <exception cref="ImageException">The disk is full.</exception>
    public async Task PrepareLayerAsync(Digest blob, long sizeBytes, Func<CancellationToken, Task<Stream>> open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(open);
        if (_layers.HasPacked(blob, Version))
            return;
        using var output = _layers.CreateUnnamed();
        var input = new LayerInput(blob.ToString(), sizeBytes, DiffId: null, open);
        var (diffId, facts) = await LayerConverter.ConvertAsync(output, input, Version.Format, s_layerOptions, static _ => { }, cancellationToken);
        var key = LayerKey.OfLayer(diffId, Version);
        using var kept = await _locks.KeepAsync([], [key.FileName], cancellationToken);
        using var turn = await _locks.LayerAsync(key.FileName, static () => { }, cancellationToken);
        _layers.Publish(output, key, blob, facts, _clock.GetUtcNow() + s_awaited);
    }

    /// <summary>Makes an image ready to run as <see cref="AcquireAsync"/> does, without a name and without a lease: it goes when it was not used for long enough.</summary>
    /// <exception cref="OciException">As for <see cref="AcquireAsync"/>.</exception>
    /// <exception cref="ConversionException">As for <see cref="AcquireAsync"/>.</exception>
    /// <exception cref="ImageException">As for <see cref="AcquireAsync"/>.</exception>
    public async Task PrepareAsync(IImageSource source, Platform platform, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(platform);
        using var lease = await MakeAsync(source, platform.Normalize(), new Progress<ImageProgress>(), _ => Task.CompletedTask, cancellationToken);
    }
}
