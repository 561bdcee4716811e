using System.Runtime.InteropServices;
using Slipway.Linux.Memory;

namespace Slipway.Linux.Processes;

/// <summary>
/// A child process that makes a list of system calls, the last of which executes a program. Whatever a child needs that posix_spawn(3) cannot do
/// (namespaces, mounts, a new root, other ids) is in the list. x86-64, Linux 5.9 or newer.
/// </summary>
/// <remarks><code>
/// parent:  clone3 with CLONE_VM | CLONE_VFORK: it stands still until the child executes a program or ends
/// child:   for each step: load number and arguments, call, store the result; a negative one ends the child
/// </code>
/// Managed code cannot run in a child that has one of several threads. These 26 instructions can: they use registers, the list and no stack. The list
/// is prepared by ordinary code before; the memory is shared, so that the parent reads which step failed, and why.
/// </remarks>
internal static unsafe class ClonedChild
{
    private const int PrivateAnonymous = 0x22;
    private const int PageBytes = 4096;
    private const ulong ShareMemory = 0x100; // CLONE_VM
    private const ulong StandStill = 0x4000; // CLONE_VFORK
    private const ulong IntoControlGroup = 0x2_0000_0000; // CLONE_INTO_CGROUP
    private const ulong ChildSignal = 17; // SIGCHLD
    private const int BlockSignals = 0; // SIG_BLOCK
    private const int SetSignals = 2; // SIG_SETMASK
    private const int SignalSetBytes = 8;

    private static ReadOnlySpan<byte> Code =>
    [
        0x53, // push rbx
        0x48, 0x89, 0xFB, // mov rbx, rdi               the request
        0xB8, 0xB3, 0x01, 0x00, 0x00, // mov eax, 435   clone3
        0x48, 0x8B, 0x3B, // mov rdi, [rbx]             its arguments
        0x48, 0x8B, 0x73, 0x08, // mov rsi, [rbx+8]     their size
        0x0F, 0x05, // syscall
        0x48, 0x85, 0xC0, // test rax, rax
        0x74, 0x02, // jz child
        0x5B, // pop rbx
        0xC3, // ret
        0x4C, 0x8B, 0x63, 0x10, // child: mov r12, [rbx+16]   the first step
        0x49, 0x8B, 0x04, 0x24, // next: mov rax, [r12]
        0x49, 0x8B, 0x7C, 0x24, 0x08, // mov rdi, [r12+8]
        0x49, 0x8B, 0x74, 0x24, 0x10, // mov rsi, [r12+16]
        0x49, 0x8B, 0x54, 0x24, 0x18, // mov rdx, [r12+24]
        0x4D, 0x8B, 0x54, 0x24, 0x20, // mov r10, [r12+32]
        0x4D, 0x8B, 0x44, 0x24, 0x28, // mov r8, [r12+40]
        0x0F, 0x05, // syscall
        0x49, 0x89, 0x44, 0x24, 0x30, // mov [r12+48], rax
        0x49, 0x83, 0xC4, 0x38, // add r12, 56
        0x48, 0x85, 0xC0, // test rax, rax
        0x79, 0xD3, // jns next
        0xBF, 0x7F, 0x00, 0x00, 0x00, // mov edi, 127
        0xB8, 0xE7, 0x00, 0x00, 0x00, // mov eax, 231   exit_group
        0x0F, 0x05, // syscall
        0x0F, 0x0B, // ud2
    ];

    private static readonly Lazy<nint> s_code = new(MapCode);

    /// <summary>This process can start such children.</summary>
    public static bool IsSupported => RuntimeInformation.ProcessArchitecture == Architecture.X64 && OperatingSystem.IsLinux();

    /// <summary>Starts one.</summary>
    /// <param name="namespaces">CLONE_NEW… flags: what it has new and of its own.</param>
    /// <param name="controlGroup">An open directory of cgroup v2 into which it is born; -1: this process's own.</param>
    /// <returns>The child's id, as this process sees it.</returns>
    /// <exception cref="LinuxException">The child could not be made, or one of its steps failed; it is reaped then.</exception>
    public static int Start(ChildSteps steps, ulong namespaces, int controlGroup = -1)
    {
        var arguments = new CloneArguments
        {
            Flags = ShareMemory | StandStill | namespaces | (controlGroup >= 0 ? IntoControlGroup : 0),
            ExitSignal = ChildSignal,
            ControlGroup = controlGroup >= 0 ? (ulong)controlGroup : 0,
        };
        var request = new Request { Arguments = &arguments, ArgumentsBytes = (nuint)sizeof(CloneArguments), Steps = steps.Pointer };
        var code = (delegate* unmanaged<Request*, nint>)s_code.Value;
        // A signal would have its handler, which is the runtime's, run in the child.
        ulong all = ulong.MaxValue, before = 0;
        SetMask(BlockSignals, &all, &before);
        var id = code(&request);
        SetMask(SetSignals, &before, null);
        if (id < 0)
            throw new LinuxException("clone3", (int)-id);
        if (steps.FindFailure() is not { } failure)
            return (int)id;
        ProcessCalls.Wait((int)id);
        throw failure;
    }

    // By the raw call: the C library's leaves two signals out.
    private static void SetMask(int how, ulong* mask, ulong* old) =>
        SystemCall.Check(SystemCall.Invoke(SystemCallNumber.SetSignalMask, how, (nint)mask, (nint)old, SignalSetBytes), "rt_sigprocmask");

    private static nint MapCode()
    {
        var page = MemoryCalls.Map(null, PageBytes, MemoryCalls.ReadWrite, PrivateAnonymous, -1, 0);
        if (page == MemoryCalls.Failed)
            throw new LinuxException("mmap", Marshal.GetLastPInvokeError());
        Code.CopyTo(new Span<byte>(page, Code.Length));
        SystemCall.Check(MemoryCalls.Protect(page, PageBytes, MemoryCalls.ReadExecute), "mprotect", "executable memory");
        return (nint)page;
    }

    /// <summary>What the instructions are given.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Request
    {
        public CloneArguments* Arguments;
        public nuint ArgumentsBytes;
        public nint Steps;
    }

    /// <summary>struct clone_args, linux/sched.h, version 2.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct CloneArguments
    {
        public ulong Flags;
        public ulong ProcessDescriptor;
        public ulong ChildThreadId;
        public ulong ParentThreadId;
        public ulong ExitSignal;
        public ulong Stack;
        public ulong StackBytes;
        public ulong ThreadStorage;
        public ulong ThreadIds;
        public ulong ThreadIdCount;
        public ulong ControlGroup;
    }
}
