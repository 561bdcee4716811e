using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;

namespace Slipway.Vmm.GuestLink;

/// <content>What can be asked. Every method throws <see cref="GuestException"/> when the guest refuses and <see cref="GuestLinkException"/> when the link
/// is dead; a canceled request is taken back.</content>
public sealed partial class GuestLinkClient
{
    /// <summary>Attaches to the main process, which may not exist yet. Disposed by the caller.</summary>
    public GuestProcess Attach() => new(this, Open(new AttachRequest(), StreamShape.Process));

    /// <summary>Runs a program beside the main process. Disposed by the caller.</summary>
    public GuestProcess Exec(ExecRequest request) => new(this, Open(request, StreamShape.Process));

    /// <summary>Lets a guest that waits for its run config do ahead what all that start from its snapshot have in common; returns when it is done.</summary>
    public Task PrepareAsync(PrepareRequest request, CancellationToken cancellationToken) => AskAsync<DoneReply>(request, cancellationToken);

    /// <summary>Gives a guest that waits for it its run config; returns when it has taken it, with its program about to start.</summary>
    /// <exception cref="FormatException">The config does not fit a frame.</exception>
    public Task ConfigureAsync(RunConfig config, Freshness freshness, CancellationToken cancellationToken) =>
        AskAsync<DoneReply>(new ConfigureRequest { Config = config, Freshness = freshness }, cancellationToken);

    /// <summary>Sends a signal (1 to 64) to the main process.</summary>
    public Task SignalAsync(int signal, CancellationToken cancellationToken) => AskAsync<DoneReply>(new SignalRequest { Signal = signal }, cancellationToken);

    /// <summary>Waits for the main process to end.</summary>
    public async Task<ExitStatus> WaitAsync(CancellationToken cancellationToken) => (await AskAsync<ExitedReply>(new WaitRequest(), cancellationToken)).Status;

    /// <summary>Asks what the guest is doing.</summary>
    public Task<StatusReply> StatusAsync(CancellationToken cancellationToken) => AskAsync<StatusReply>(new StatusRequest(), cancellationToken);

    /// <summary>Asks for the guest's counters.</summary>
    public Task<SystemInfoReply> SystemInfoAsync(CancellationToken cancellationToken) => AskAsync<SystemInfoReply>(new SystemInfoRequest(), cancellationToken);

    /// <summary>Stops the workload and makes its filesystems still.</summary>
    public Task FreezeAsync(CancellationToken cancellationToken) => AskAsync<DoneReply>(new FreezeRequest(), cancellationToken);

    /// <summary>Undoes a freeze.</summary>
    public Task ThawAsync(CancellationToken cancellationToken) => AskAsync<DoneReply>(new ThawRequest(), cancellationToken);

    /// <summary>Prepares the guest to be saved; every other stream has ended when this returns, and this link has nothing more to say.</summary>
    public Task SuspendAsync(CancellationToken cancellationToken) => AskAsync<DoneReply>(new SuspendRequest(), cancellationToken);

    /// <summary>Makes a guest that goes on from a snapshot one of its own.</summary>
    public Task RenewAsync(RenewRequest request, CancellationToken cancellationToken) => AskAsync<DoneReply>(request, cancellationToken);

    /// <summary>Begins to stop the main process and then the machine; returns when it is begun.</summary>
    public Task ShutdownAsync(ShutdownRequest request, CancellationToken cancellationToken) => AskAsync<DoneReply>(request, cancellationToken);

    /// <summary>Opens a file of the guest for reading. Disposed by the caller.</summary>
    public async Task<GuestFile> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        var stream = Open(new ReadFileRequest { Path = path }, StreamShape.Stdout);
        try
        {
            return new GuestFile(this, stream, await ExpectAsync<FileReply>(stream, cancellationToken));
        }
        catch (OperationCanceledException)
        {
            GiveUp(stream);
            throw;
        }
    }

    /// <summary>Writes a file of the guest; it appears whole, or not at all when this fails.</summary>
    public async Task WriteFileAsync(WriteFileRequest request, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var stream = Open(request, StreamShape.Stdin);
        try
        {
            await SendContentAsync(stream.Stdin!, content, cancellationToken);
            await ExpectAsync<DoneReply>(stream, cancellationToken);
        }
        catch (Exception e) when (e is not GuestException)
        {
            GiveUp(stream);
            throw;
        }
    }

    // A guest that refuses closes the stream while content is still being sent; its reply, read next, says why.
    private static async Task SendContentAsync(OutboundChannel channel, Stream content, CancellationToken cancellationToken)
    {
        var buffer = new byte[LinkLimits.MaxPayloadBytes];
        for (int count; (count = await content.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            try
            {
                await channel.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
            catch (IOException)
            {
                return;
            }
        }
        channel.End();
    }

    // After an answer the guest closes the stream itself; only what is canceled is given up.
    private async Task<T> AskAsync<T>(GuestRequest request, CancellationToken cancellationToken) where T : GuestReply
    {
        var stream = Open(request, StreamShape.None);
        try
        {
            return await ExpectAsync<T>(stream, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            GiveUp(stream);
            throw;
        }
    }
}
