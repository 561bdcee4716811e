using Slipway.Contracts.GuestLink;

namespace Slipway.Vmm.GuestLink;

/// <summary>A file read from the guest. Disposed by the caller, which ends the transfer.</summary>
public sealed class GuestFile : IAsyncDisposable
{
    private readonly GuestLinkClient _link;
    private readonly GuestStream _stream;

    internal GuestFile(GuestLinkClient link, GuestStream stream, FileReply info)
    {
        _link = link;
        _stream = stream;
        Info = info;
        Content = new GuestOutputStream(stream.Inbound(LinkChannel.Stdout));
    }

    /// <summary>Size, mode and owner, as the guest says.</summary>
    public FileReply Info { get; }

    /// <summary>Its bytes: as many as the guest sends, whatever <see cref="FileReply.SizeBytes"/> says. Asynchronous only.</summary>
    public Stream Content { get; }

    public ValueTask DisposeAsync()
    {
        _link.GiveUp(_stream);
        return ValueTask.CompletedTask;
    }
}
