using System.IO.Pipelines;

namespace Slipway.Registry.Blobs;

/// <summary>One opened blob. Disposing it while a copy runs is an error of the caller.</summary>
public interface IBlobContent : IDisposable
{
    /// <summary>Bytes of the whole blob.</summary>
    long Length { get; }

    /// <summary>Writes <paramref name="count"/> bytes from <paramref name="offset"/> on, flushing as the reader keeps up; the range lies within the blob.</summary>
    Task CopyToAsync(PipeWriter destination, long offset, long count, CancellationToken cancellationToken);
}
