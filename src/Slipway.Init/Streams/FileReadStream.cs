using Slipway.Contracts.GuestLink;
using Slipway.Init.Link;
using Slipway.Linux;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Paths;

namespace Slipway.Init.Streams;

/// <summary>Sends a regular file of the machine's root.</summary>
internal sealed class FileReadStream : LinkStream
{
    private readonly CreditWindow _credit = new();
    private readonly FileDescriptor _file;
    private readonly string _path;
    private FileReply? _reply;

    private FileReadStream(LinkServer link, uint id, FileDescriptor file, string path, FileReply reply)
        : base(link, id)
    {
        _file = file;
        _path = path;
        _reply = reply;
    }

    /// <summary>Opens the file; a stream that says why when that cannot be.</summary>
    public static LinkStream Open(LinkServer link, uint id, string path)
    {
        if (!path.StartsWith('/') || path.Contains('\0', StringComparison.Ordinal))
            return new AnswerStream(link, id, GuestErrorCode.Invalid, $"'{path.Replace('\0', '?')}' is not absolute");
        if (PathStatus.TryRead(path, followLink: true, out var errno) is not { } status)
            return Refuse(link, id, path, errno);
        if (!status.IsRegular)
            return new AnswerStream(link, id, GuestErrorCode.Invalid, $"{path} is no regular file");
        if (FileDescriptor.TryOpen(path, OpenFlags.ReadOnly | OpenFlags.NonBlocking, out errno) is not { } file)
            return Refuse(link, id, path, errno);
        var reply = new FileReply { SizeBytes = status.SizeBytes, Mode = status.Mode & 0xFFF, Uid = status.Uid, Gid = status.Gid };
        return new FileReadStream(link, id, file, path, reply);
    }

    public override bool OnCredit(byte channel, ReadOnlySpan<byte> payload) => channel == LinkChannel.Stdout && _credit.TryGrant(payload);

    public override void OnAbandoned() => _file.Dispose();

    public override bool Pump()
    {
        if (_reply is { } reply)
        {
            Link.Reply(Id, reply);
            _reply = null;
        }

        if (!Link.HasRoom || _credit.Available == 0)
            return false;
        var span = Link.Output.GetSpan(FrameHeader.Size + LinkLimits.MaxPayloadBytes);
        var length = _file.Read(span.Slice(FrameHeader.Size, Math.Min(_credit.Available, LinkLimits.MaxPayloadBytes)));
        if (length > 0)
        {
            _credit.Take(length);
            new FrameHeader(Id, FrameKind.Data, LinkChannel.Stdout, length).Write(span);
            Link.Output.Advance(FrameHeader.Size + length);
            return true;
        }

        _file.Dispose();
        if (length < 0)
        {
            Finish(new FailedReply { Error = new LinkError { Code = GuestErrorCode.System, Message = new LinuxException("read", -length, _path).Message } });
            return true;
        }

        Link.SendEnd(Id, LinkChannel.Stdout);
        Link.Close(this);
        return true;
    }

    private static AnswerStream Refuse(LinkServer link, uint id, string path, int errno) =>
        new(link, id, errno is Errno.NoEntry or Errno.NotDirectory ? GuestErrorCode.NotFound : GuestErrorCode.System, new LinuxException("open", errno, path).Message);
}
