using Slipway.Images.Conversion;

namespace Slipway.Images.Pulling;

/// <summary>The converter's progress as the image's.</summary>
internal sealed class ConversionCount(IProgress<ImageProgress> progress) : IProgress<ConversionProgress>
{
    public void Report(ConversionProgress value) =>
        progress.Report(new ImageProgress(ImagePhase.Converting, null, value.StoredBytesRead, value.StoredBytes));
}
