using Slipway.Images.Conversion;

namespace Slipway.Images.Pulling;

/// <summary>The progress of conversions that run at once, as the image's.</summary>
/// <param name="storedBytes">Of all that is converted.</param>
internal sealed class ConversionCount(IProgress<ImageProgress> progress, long storedBytes)
{
    private long _done;

    /// <summary>Counts one more conversion; told how many bytes of its blobs it has read.</summary>
    public Action<long> Begin()
    {
        var before = 0L;
        return read =>
        {
            var done = Interlocked.Add(ref _done, read - before);
            before = read;
            progress.Report(new ImageProgress(ImagePhase.Converting, null, done, storedBytes));
        };
    }

    /// <summary>As <see cref="Begin"/>, for layers that are merged.</summary>
    public IProgress<ConversionProgress> BeginMerging() => new Merging(Begin());

    private sealed class Merging(Action<long> count) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value) => count(value.StoredBytesRead);
    }
}
