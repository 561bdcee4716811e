using Slipway.Contracts.GuestLink;
using Slipway.Init.Boot;
using Slipway.Init.Events;
using Slipway.Init.Link;
using Slipway.Init.Machine;
using Slipway.Linux;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Events;

namespace Slipway.Init.Streams;

/// <summary>Freezes the workload: its processes first, then, once the kernel says that they stand still, its filesystems.</summary>
internal sealed class FreezeStream : LinkStream
{
    private readonly Workload _workload;
    private readonly EventLoop _loop;
    private readonly Action _failed;
    private readonly List<(FileDescriptor File, long Token)> _watched = [];

    /// <param name="link">The conversation.</param>
    /// <param name="id">This stream.</param>
    /// <param name="workload">What to freeze.</param>
    /// <param name="loop">Says when the processes stand still.</param>
    /// <param name="failed">Told when the workload goes on after all.</param>
    public FreezeStream(LinkServer link, uint id, Workload workload, EventLoop loop, Action failed)
        : base(link, id)
    {
        _workload = workload;
        _failed = failed;
        _loop = loop;
        var wake = new CallbackSource(() => { });
        Span<byte> ignored = stackalloc byte[256];
        foreach (var path in workload.Groups.EventFiles)
        {
            var file = FileDescriptor.Open(path, OpenFlags.ReadOnly);
            // The kernel reports changes since the last read of this very descriptor.
            _ = file.Read(ignored);
            _watched.Add((file, loop.Add(file, PollEvents.Priority, wake)));
        }

        workload.Groups.SetFrozen(true);
    }

    public override bool Pump()
    {
        if (!_workload.Groups.AreFrozen())
            return false;
        Release();
        try
        {
            _workload.FreezeFilesystems();
            Finish(new DoneReply());
        }
        catch (LinuxException e)
        {
            _workload.Thaw();
            _failed();
            Finish(new FailedReply { Error = new LinkError { Code = GuestErrorCode.System, Message = e.Message } });
        }

        return true;
    }

    public override void OnAbandoned()
    {
        if (_watched.Count == 0)
            return;
        Release();
        _workload.Thaw();
        _failed();
        BootConsole.Write("freeze given up by the host; the workload goes on");
    }

    private void Release()
    {
        foreach (var (file, token) in _watched)
        {
            _loop.Remove(file, token);
            file.Dispose();
        }

        _watched.Clear();
    }
}
