using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;

namespace Slipway.Vmm.GuestLink;

/// <summary>
/// A process in the guest: the main one, attached to, or one executed beside it. <see cref="Stdout"/> and <see cref="Stderr"/> must be read
/// (apart, in any tempo): a process whose output nobody takes waits. Disposing gives the stream up: an executed process is killed, the main
/// one goes on unattached.
/// </summary>
public sealed class GuestProcess : IAsyncDisposable
{
    private readonly GuestLinkClient _link;
    private readonly GuestStream _stream;

    internal GuestProcess(GuestLinkClient link, GuestStream stream)
    {
        _link = link;
        _stream = stream;
        Stdin = new GuestInputStream(stream.Stdin!);
        Stdout = new GuestOutputStream(stream.Inbound(LinkChannel.Stdout));
        Stderr = new GuestOutputStream(stream.Inbound(LinkChannel.Stderr));
        Started = ReadStartedAsync();
        Exited = ReadExitedAsync();
    }

    /// <summary>Writable, asynchronous only; disposing it is the end of input.</summary>
    public Stream Stdin { get; }

    /// <summary>Readable, asynchronous only; everything when there is a terminal.</summary>
    public Stream Stdout { get; }

    /// <summary>Readable, asynchronous only.</summary>
    public Stream Stderr { get; }

    /// <summary>Completes when the program has been executed; fails with <see cref="GuestException"/> when it could not be, or with
    /// <see cref="GuestLinkException"/>.</summary>
    public Task<StartedReply> Started { get; }

    /// <summary>Completes the moment the process ends, possibly before the last of its output has come; fails as <see cref="Started"/> does.</summary>
    public Task<ExitStatus> Exited { get; }

    /// <summary>Tells the process's terminal its size. Without a terminal, and after the end: no effect.</summary>
    public void Resize(TerminalSize size) => Command(new ResizeCommand { Size = size });

    /// <summary>Sends a signal to this process; after its end: no effect.</summary>
    public void Kill(int signal) => Command(new KillCommand { Signal = signal });

    public ValueTask DisposeAsync()
    {
        _link.GiveUp(_stream);
        return ValueTask.CompletedTask;
    }

    private void Command(StreamCommand command) => _link.Send(_stream, command);

    private async Task<StartedReply> ReadStartedAsync() => await _link.ExpectAsync<StartedReply>(_stream, CancellationToken.None);

    private async Task<ExitStatus> ReadExitedAsync()
    {
        await Started;
        return (await _link.ExpectAsync<ExitedReply>(_stream, CancellationToken.None)).Status;
    }
}
