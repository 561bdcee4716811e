using Slipway.Contracts.GuestLink;
using Slipway.Init.Link;
using Slipway.Linux;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Files;
using Slipway.Linux.Paths;

namespace Slipway.Init.Streams;

/// <summary>Receives a file of the machine's root under a temporary name, and gives it its own when it is complete and synced: a power cut or a lost
/// link leaves the old file or the new one.</summary>
internal sealed class FileWriteStream : LinkStream
{
    private const int DefaultMode = 0x1A4; // 0644
    private const int PermissionBits = 0xFFF;
    private readonly ReceiveWindow _window = new();
    private readonly WriteFileRequest _request;
    private readonly FileDescriptor _file;
    private readonly string _temporary;
    private GuestReply? _answer;

    private FileWriteStream(LinkServer link, uint id, WriteFileRequest request, FileDescriptor file, string temporary)
        : base(link, id)
    {
        _request = request;
        _file = file;
        _temporary = temporary;
    }

    /// <summary>Creates the temporary file; a stream that says why when that cannot be.</summary>
    public static LinkStream Open(LinkServer link, uint id, WriteFileRequest request)
    {
        var path = request.Path;
        var slash = path.LastIndexOf('/');
        if (!path.StartsWith('/') || path.Contains('\0', StringComparison.Ordinal) || slash == path.Length - 1)
            return new AnswerStream(link, id, GuestErrorCode.Invalid, $"'{path.Replace('\0', '?')}' is no absolute path of a file");
        var temporary = $"{path[..slash]}/.slipway-{id}";
        try
        {
            _ = DirectoryTree.TryRemove(temporary);
            var file = FileDescriptor.Open(temporary, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow, 0x180);
            return new FileWriteStream(link, id, request, file, temporary);
        }
        catch (LinuxException e)
        {
            return new AnswerStream(link, id, Failure(e));
        }
    }

    public override bool OnData(ReadOnlySpan<byte> bytes)
    {
        if (!_window.TryReceive(bytes.Length))
            return false;
        if (_answer is null)
            Try(bytes, static (stream, bytes) => stream._file.WriteAll(bytes, stream._request.Path));
        var grant = _window.Consume(bytes.Length);
        if (grant > 0)
            Link.Grant(Id, grant);
        return true;
    }

    public override void OnEnd()
    {
        if (_answer is not null)
            return;
        Try([], static (stream, _) => stream.Publish());
        _answer ??= new DoneReply();
    }

    public override void OnAbandoned()
    {
        _file.Dispose();
        _ = DirectoryTree.TryRemove(_temporary);
    }

    public override bool Pump()
    {
        if (_answer is null)
            return false;
        _file.Dispose();
        Finish(_answer);
        return true;
    }

    private void Publish()
    {
        var path = _request.Path;
        // chown takes set-id bits away, so the mode comes after it.
        _file.ChangeOwner(_request.Uid ?? 0, _request.Gid ?? 0, path);
        _file.ChangeMode((_request.Mode ?? DefaultMode) & PermissionBits, path);
        _file.Sync(path);
        DirectoryTree.Rename(_temporary, path);
        DirectorySync.Sync(path[..(path.LastIndexOf('/') + 1)]);
    }

    private void Try(ReadOnlySpan<byte> bytes, Step step)
    {
        try
        {
            step(this, bytes);
        }
        catch (LinuxException e)
        {
            _answer = Failure(e);
            _ = DirectoryTree.TryRemove(_temporary);
        }
    }

    private static FailedReply Failure(LinuxException e)
    {
        var code = e.Errno switch
        {
            Errno.NoSpace => GuestErrorCode.DiskFull,
            Errno.NoEntry or Errno.NotDirectory => GuestErrorCode.NotFound,
            _ => GuestErrorCode.System,
        };
        return new FailedReply { Error = new LinkError { Code = code, Message = e.Message } };
    }

    private delegate void Step(FileWriteStream stream, ReadOnlySpan<byte> bytes);
}
