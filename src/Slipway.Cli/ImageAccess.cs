using Slipway.Cli.Servers;
using Slipway.Images;
using Slipway.Images.Store;
using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Cli;

/// <summary>Brings images by their names into a store.</summary>
internal static class ImageAccess
{
    /// <summary>The caller disposes the lease.</summary>
    public static async Task<ImageLease> AcquireAsync(
        ImageStore store, TimeProvider time, string name, Platform platform, PullPolicy policy, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        await using var source = Open(name, time);
        return await store.AcquireAsync(source, platform, policy, progress, cancellationToken);
    }

    /// <summary>The source of a name; the caller disposes it.</summary>
    public static IImageSource Open(string name, TimeProvider time) => ImageSources.Open(name, ImageSourceOptions.Default with { Time = time, OwnToken = ServerConnection.FindToken });

    /// <summary>
    /// Makes what was converted survive a power cut, while a machine already runs from it. A disk that fails is told, but stops nothing: the machine has its
    /// layers open, and the next pull makes them anew.
    /// </summary>
    public static async Task SyncBehindAsync(ImageStore store, Action<string> tell)
    {
        try
        {
            await store.SyncAsync(CancellationToken.None);
        }
        catch (IOException e)
        {
            tell(e.Message);
        }
    }
}
