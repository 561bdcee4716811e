namespace Slipway.Images.Store;

/// <content>Leases that outlive the process: a release's, say. An image that one names is never collected, nor removed by hand.</content>
public sealed partial class ImageStore
{
    /// <summary>Takes a lease, or moves it to another image, durable once this returns. Needed only while this runs: <paramref name="image"/> keeps it from going meanwhile.</summary>
    /// <exception cref="ImageException">The disk is full (<see cref="ImageErrorCode.DiskFull"/>).</exception>
    public void TakeLease(LeaseName name, ImageLease image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ObjectDisposedException.ThrowIf(image.IsDisposed, image);
        try
        {
            _leases.Write(new NamedLease(name, image.Name, image.Digest, image.Platform, _clock.GetUtcNow()));
        }
        catch (ImageException e) when (e.Code == ImageErrorCode.DiskFull)
        {
            throw WithAdvice(e);
        }
    }

    /// <summary>All leases, by name.</summary>
    /// <exception cref="ImageException">One cannot be read (<see cref="ImageErrorCode.Damaged"/>).</exception>
    public IReadOnlyList<NamedLease> ListLeases() => _leases.List();

    /// <summary>Releases a lease; false when there is none. Its image stays until the next collection.</summary>
    public bool ReleaseLease(LeaseName name) => _leases.Remove(name);
}
