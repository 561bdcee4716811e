using System.Runtime.InteropServices;
using Slipway.Contracts.GuestLink;
using Slipway.Init.Boot;
using Slipway.Init.Users;
using Slipway.Linux;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Paths;

namespace Slipway.Init.Processes;

/// <summary>Says in a sentence why a program could not be executed: execve's errno alone never does.</summary>
internal static class ProgramFault
{
    /// <param name="file">What was to be executed.</param>
    /// <param name="workingDir">Where.</param>
    /// <param name="user">As whom.</param>
    /// <param name="errno">What execve, or a step just before it, said.</param>
    /// <param name="imageArchitecture">What the image says it is for, in OCI words.</param>
    public static GuestFaultException Explain(string file, string workingDir, ProgramUser user, int errno, string? imageArchitecture)
    {
        if (PathStatus.TryRead(file, followLink: true, out var fileErrno) is not { } status)
        {
            return fileErrno is Errno.NoEntry or Errno.NotDirectory or Errno.Loop
                ? Fault(GuestErrorCode.NotFound, $"program {file} does not exist in the image")
                : Fault(GuestErrorCode.NotExecutable, new LinuxException("execute", fileErrno, file).Message);
        }

        if (status.IsDirectory)
            return Fault(GuestErrorCode.NotExecutable, $"{file} is a directory, not a program");
        if (!status.HasExecuteBit)
            return Fault(GuestErrorCode.NotExecutable, $"{file} has no execute permission (mode {Convert.ToString(status.Mode & 0xFFF, 8)})");
        return errno switch
        {
            Errno.NoEntry => ExplainMissing(file, workingDir),
            Errno.NoExec => ExplainFormat(file, imageArchitecture),
            Errno.Access => Fault(GuestErrorCode.NotExecutable, $"user {user.Uid}, group {user.Gid} may not execute {file} in {workingDir}"),
            _ => Fault(GuestErrorCode.System, new LinuxException("execute", errno, file).Message),
        };
    }

    private static GuestFaultException ExplainMissing(string file, string workingDir)
    {
        var header = ReadHeader(file);
        if (header.Interpreter is { } interpreter && PathStatus.TryRead(interpreter, followLink: true, out _) is null)
        {
            var what = header.Architecture is null ? "is a script for" : "needs the loader";
            return Fault(GuestErrorCode.NotFound, $"{file} {what} {interpreter}, which does not exist in the image");
        }

        return Fault(GuestErrorCode.NotFound, $"{file} could not be executed in {workingDir}: a file it needs does not exist");
    }

    private static GuestFaultException ExplainFormat(string file, string? imageArchitecture)
    {
        var own = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "amd64" : "arm64";
        var header = ReadHeader(file);
        if (header.Architecture is not { } built)
            return Fault(GuestErrorCode.NotExecutable, $"{file} is neither an ELF program nor a script that begins with #!");
        if (built == own)
            return Fault(GuestErrorCode.NotExecutable, $"{file} is a damaged program");
        var image = imageArchitecture is null ? "" : $" (the image says {imageArchitecture})";
        return Fault(GuestErrorCode.WrongArchitecture, $"{file} is built for {built}{image}; this machine is {own}");
    }

    private static ProgramHeader ReadHeader(string file)
    {
        using var open = FileDescriptor.TryOpen(file, OpenFlags.ReadOnly | OpenFlags.NonBlocking, out _);
        var buffer = new byte[ProgramHeader.MaxBytes];
        return ProgramHeader.Parse(buffer.AsSpan(0, Math.Max(0, open?.Read(buffer) ?? 0)));
    }

    private static GuestFaultException Fault(GuestErrorCode code, string message) => new(code, message);
}
