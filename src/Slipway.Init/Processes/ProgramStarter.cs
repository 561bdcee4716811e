using Slipway.Contracts.GuestLink;
using Slipway.Init.Boot;
using Slipway.Init.Events;
using Slipway.Linux;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Guest;
using Slipway.Linux.Paths;
using Slipway.Linux.Processes;
using Slipway.Linux.Terminals;

namespace Slipway.Init.Processes;

/// <summary>Starts programs with their pipes or terminal, user, limits and control group.</summary>
internal sealed class ProgramStarter(EventLoop loop, ControlGroups groups, ProgramLimits limits, string? imageArchitecture)
{
    private const uint TerminalGroup = 5; // "tty" in every distribution; devpts is mounted with it

    /// <summary>Starts a program; the caller disposes what it gets.</summary>
    /// <exception cref="GuestFaultException">It cannot be executed; the message says why.</exception>
    public ChildProcess Start(ProgramPlan plan)
    {
        if (PathStatus.TryRead(plan.WorkingDir, followLink: true, out _) is not { IsDirectory: true })
            throw new GuestFaultException(GuestErrorCode.NotFound, $"working directory {plan.WorkingDir} is no directory of the image");
        var path = plan.Env.TryGetValue("PATH", out var value) ? value : ProgramEnvironment.DefaultPath;
        var file = ProgramLookup.Find(plan.Args[0], path, plan.WorkingDir);
        try
        {
            return plan.Tty ? StartOnTerminal(plan, file) : StartOnPipes(plan, file);
        }
        catch (LinuxException e)
        {
            throw new GuestFaultException(GuestErrorCode.System, $"start {file}: {e.Message}", e);
        }
    }

    private ChildProcess StartOnTerminal(ProgramPlan plan, string file)
    {
        var terminal = PseudoTerminal.Open();
        try
        {
            DirectoryTree.ChangeOwner(terminal.Path, plan.User.Uid, TerminalGroup);
            if (plan.TtySize is { } size)
                terminal.Resize(size.Rows, size.Columns);
            var pid = Spawn(plan, file, terminal.Path, null, null, null, out var time);
            return new ChildProcess
            {
                Pid = pid,
                ExecMicroseconds = time,
                Terminal = terminal,
                Output = new OutputPipe(terminal.Master.Duplicate(), loop),
                Input = plan.Stdin ? new InputPipe(terminal.Master.Duplicate(), isTerminal: true, loop) : null,
            };
        }
        catch (Exception)
        {
            terminal.Dispose();
            throw;
        }
    }

    private ChildProcess StartOnPipes(ProgramPlan plan, string file)
    {
        var (inReader, inWriter) = plan.Stdin ? FileDescriptor.Pipe() : (FileDescriptor.Open("/dev/null", OpenFlags.ReadOnly), null);
        var (outReader, outWriter) = FileDescriptor.Pipe();
        var (errReader, errWriter) = FileDescriptor.Pipe();
        using (inReader)
        using (outWriter)
        using (errWriter)
        {
            try
            {
                // Programs open /dev/stdout and /dev/stderr again by name, which takes the owner's rights.
                outWriter.ChangeOwner(plan.User.Uid, plan.User.Gid, "stdout");
                errWriter.ChangeOwner(plan.User.Uid, plan.User.Gid, "stderr");
                if (inWriter is not null)
                    inReader.ChangeOwner(plan.User.Uid, plan.User.Gid, "stdin");
                outReader.SetNonBlocking();
                errReader.SetNonBlocking();
                inWriter?.SetNonBlocking();
                var pid = Spawn(plan, file, null, inReader, outWriter, errWriter, out var time);
                return new ChildProcess
                {
                    Pid = pid,
                    ExecMicroseconds = time,
                    Output = new OutputPipe(outReader, loop),
                    Errors = new OutputPipe(errReader, loop),
                    Input = inWriter is null ? null : new InputPipe(inWriter, isTerminal: false, loop),
                };
            }
            catch (Exception)
            {
                inWriter?.Dispose();
                outReader.Dispose();
                errReader.Dispose();
                throw;
            }
        }
    }

    private int Spawn(
        ProgramPlan plan, string file, string? terminal, FileDescriptor? stdin, FileDescriptor? stdout, FileDescriptor? stderr, out long time)
    {
        var request = new GuestSpawnRequest
        {
            Path = file,
            Args = plan.Args,
            Env = [.. plan.Env.Select(variable => $"{variable.Key}={variable.Value}")],
            WorkingDir = plan.WorkingDir,
            Credentials = new Credentials(plan.User.Uid, plan.User.Gid, plan.User.Groups),
            TerminalPath = terminal,
            Stdin = stdin,
            Stdout = stdout,
            Stderr = stderr,
        };
        var errno = 0;
        long executed = 0;
        var pid = groups.Within(plan.Group, () => limits.Apply(() =>
        {
            var child = GuestSpawner.TrySpawn(request, out errno);
            executed = GuestKernel.BootMicroseconds;
            return child;
        }));
        time = executed;
        return pid != 0 ? pid : throw ProgramFault.Explain(file, plan.WorkingDir, plan.User, errno, imageArchitecture);
    }
}
