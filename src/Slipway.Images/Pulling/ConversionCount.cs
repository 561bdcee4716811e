namespace Slipway.Images.Pulling;

/// <summary>Bytes converted, as progress of the image.</summary>
internal sealed class ConversionCount(IProgress<ImageProgress> progress, long totalBytes) : IProgress<long>
{
    public void Report(long value) => progress.Report(new ImageProgress(ImagePhase.Converting, null, value, totalBytes));
}
