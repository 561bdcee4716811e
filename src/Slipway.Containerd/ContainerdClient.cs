using Google.Protobuf.WellKnownTypes;
using Slipway.Containerd.Calls;
using Slipway.Containerd.Content;
using Slipway.Containerd.Images;
using Slipway.Containerd.Leases;
using Slipway.Containerd.Snapshots;
using Wired = Slipway.Containerd.Wire.Versions;

namespace Slipway.Containerd;

/// <summary>
/// A connection to one containerd (1.6 or newer) for one namespace of it. Made by <see cref="ConnectAsync"/>; the owner disposes it, after what
/// was made through it, leases above all. Connects again by itself when containerd was restarted; a call that was under way fails with
/// <see cref="ContainerdErrorCode.Unavailable"/>. Every call has a deadline, see <see cref="ContainerdOptions"/>. Safe for use by several threads.
/// </summary>
public sealed class ContainerdClient : IAsyncDisposable
{
    private readonly ContainerdChannel _channel;

    private ContainerdClient(ContainerdChannel channel, string serverVersion)
    {
        _channel = channel;
        ServerVersion = serverVersion;
        Content = new ContentStore(channel);
        Images = new ImageRecords(channel);
        Leases = new LeaseStore(channel);
    }

    /// <summary>What the server says it is when asked first: <c>1.6.20~ds1</c>.</summary>
    public string ServerVersion { get; }

    /// <summary>The blobs: manifests, configurations, layers.</summary>
    public ContentStore Content { get; }

    /// <summary>The names of images.</summary>
    public ImageRecords Images { get; }

    /// <summary>What keeps things from being collected.</summary>
    public LeaseStore Leases { get; }

    internal ContainerdChannel Channel => _channel;

    /// <summary>
    /// Connects, and makes sure that it is containerd who listens. Errors: <see cref="ContainerdErrorCode.NotRunning"/>,
    /// <see cref="ContainerdErrorCode.PermissionDenied"/>, <see cref="ContainerdErrorCode.NotContainerd"/>, <see cref="ContainerdErrorCode.TimedOut"/>,
    /// <see cref="ContainerdErrorCode.Refused"/> for options that cannot be.
    /// </summary>
    public static async Task<ContainerdClient> ConnectAsync(ContainerdOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var channel = new ContainerdChannel(options, clock);
        try
        {
            return new ContainerdClient(channel, await AskVersionAsync(channel, cancellationToken));
        }
        catch
        {
            channel.Dispose();
            throw;
        }
    }

    /// <summary>The snapshotter of this name: <c>overlayfs</c>, <c>devmapper</c>. Whether it is there is for <see cref="Snapshotter.StatusAsync"/> to find out.</summary>
    public Snapshotter Snapshotter(string name) => new(_channel, name);

    public ValueTask DisposeAsync()
    {
        _channel.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<string> AskVersionAsync(ContainerdChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            var wire = new Wired.Version.VersionClient(channel.Invoker);
            var answer = await channel.RunAsync(new Request("tell its version"), call => wire.VersionAsync(new Empty(), call).ResponseAsync, cancellationToken);
            return answer.Version.Length > 0 ? answer.Version : throw NotContainerd(channel, "its version is empty", cause: null);
        }
        catch (ContainerdException e) when (e.Code is not (ContainerdErrorCode.NotRunning or ContainerdErrorCode.PermissionDenied or ContainerdErrorCode.TimedOut))
        {
            throw NotContainerd(channel, e.Message, e);
        }
    }

    private static ContainerdException NotContainerd(ContainerdChannel channel, string why, Exception? cause) =>
        new(ContainerdErrorCode.NotContainerd, $"what listens at {channel.SocketPath} is not containerd, or one that does not serve its API there: {why}", cause);
}
