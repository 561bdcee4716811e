using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Memory;

namespace Slipway.Linux.Kvm;

/// <summary>A virtual machine of one processor in real mode and one page, with the program of <see cref="KvmProbe"/> (kernel: Documentation/virt/kvm/api.rst).</summary>
internal sealed unsafe class KvmMachine : IDisposable
{
    /// <summary>KVM_EXIT_IO: the guest accessed a port.</summary>
    public const int ExitIo = 2;

    // <linux/kvm.h>, x86-64.
    private const nuint CreateMachine = 0xAE01;
    private const nuint GetRunBytes = 0xAE04;
    private const nuint CreateProcessor = 0xAE41;
    private const nuint RunProcessor = 0xAE80;
    private const nuint SetMemory = 0x4020AE46;
    private const nuint SetTaskStateAddress = 0xAE47;
    private const nuint SetRegisters = 0x4090AE82;
    private const nuint GetSegments = 0x8138AE83;
    private const nuint SetSegments = 0x4138AE84;
    private const int SegmentsBytes = 312;
    private const int RegistersBytes = 144;
    private const int InstructionPointerOffset = 128;
    private const int FlagsOffset = 136;
    private const int ExitReasonOffset = 8;
    private const int TaskStateAddress = 0x10000;
    private const int PageBytes = 4096;
    private const int Shared = 1;

    private readonly SafeFileHandle _machine;
    private readonly SafeFileHandle _processor;
    private readonly byte* _memory;
    private readonly byte* _run;
    private readonly nuint _runBytes;

    private KvmMachine(SafeFileHandle machine, SafeFileHandle processor, byte* memory, byte* run, nuint runBytes)
    {
        _machine = machine;
        _processor = processor;
        _memory = memory;
        _run = run;
        _runBytes = runBytes;
    }

    // xor cx, cx; next: dec cx; jnz next; out 0x80, al; jmp next
    private static ReadOnlySpan<byte> Program => [0x31, 0xC9, 0x49, 0x75, 0xFD, 0xE6, 0x80, 0xEB, 0xF9];

    /// <summary>Makes the machine. Disposed by the caller, before the device.</summary>
    /// <exception cref="LinuxException">KVM refuses.</exception>
    public static KvmMachine Create(SafeFileHandle device)
    {
        var machine = new SafeFileHandle((nint)Call(device, CreateMachine, 0, "KVM_CREATE_VM"), ownsHandle: true);
        var memory = (byte*)NativeMemory.AlignedAlloc(PageBytes, PageBytes);
        SafeFileHandle? processor = null;
        try
        {
            new Span<byte>(memory, PageBytes).Clear();
            Program.CopyTo(new Span<byte>(memory, PageBytes));
            // Intel without "unrestricted guest" needs the three pages of this area for real mode; elsewhere it is no effect.
            _ = DescriptorCalls.ControlDevice(machine, SetTaskStateAddress, TaskStateAddress);
            MapMemory(machine, memory);
            processor = new SafeFileHandle((nint)Call(machine, CreateProcessor, 0, "KVM_CREATE_VCPU"), ownsHandle: true);
            SetUp(processor);
            var runBytes = (nuint)Call(device, GetRunBytes, 0, "KVM_GET_VCPU_MMAP_SIZE");
            var run = MemoryCalls.Map(null, runBytes, MemoryCalls.ReadWrite, Shared, (int)processor.DangerousGetHandle(), 0);
            if (run == MemoryCalls.Failed)
                throw new LinuxException("mmap", Marshal.GetLastPInvokeError(), "kvm_run");
            return new KvmMachine(machine, processor, memory, (byte*)run, runBytes);
        }
        catch
        {
            processor?.Dispose();
            machine.Dispose();
            NativeMemory.AlignedFree(memory);
            throw;
        }
    }

    /// <summary>Runs to the next exit and returns its reason.</summary>
    public int Run()
    {
        while (DescriptorCalls.ControlDevice(_processor, RunProcessor, 0) < 0)
        {
            if (Marshal.GetLastPInvokeError() is not Errno.Interrupted and var errno)
                throw new LinuxException("KVM_RUN", errno);
        }
        return *(int*)(_run + ExitReasonOffset);
    }

    public void Dispose()
    {
        _ = MemoryCalls.Unmap(_run, _runBytes);
        _processor.Dispose();
        _machine.Dispose();
        NativeMemory.AlignedFree(_memory);
    }

    // struct kvm_userspace_memory_region: u32 slot, u32 flags, u64 guest address, u64 bytes, u64 address here.
    private static void MapMemory(SafeFileHandle machine, byte* memory)
    {
        var region = stackalloc ulong[4] { 0, 0, PageBytes, (ulong)memory };
        Call(machine, SetMemory, (nint)region, "KVM_SET_USER_MEMORY_REGION");
    }

    // struct kvm_sregs begins with cs: u64 base, u32 limit, u16 selector. Code starts at 0:0; flags need their bit 1.
    private static void SetUp(SafeFileHandle processor)
    {
        var segments = stackalloc byte[SegmentsBytes];
        Call(processor, GetSegments, (nint)segments, "KVM_GET_SREGS");
        *(ulong*)segments = 0;
        *(ushort*)(segments + 12) = 0;
        Call(processor, SetSegments, (nint)segments, "KVM_SET_SREGS");
        var registers = stackalloc byte[RegistersBytes];
        new Span<byte>(registers, RegistersBytes).Clear();
        *(ulong*)(registers + InstructionPointerOffset) = 0;
        *(ulong*)(registers + FlagsOffset) = 2;
        Call(processor, SetRegisters, (nint)registers, "KVM_SET_REGS");
    }

    private static int Call(SafeFileHandle descriptor, nuint request, nint argument, string name)
    {
        var result = DescriptorCalls.ControlDevice(descriptor, request, argument);
        return result >= 0 ? result : throw new LinuxException(name, Marshal.GetLastPInvokeError());
    }
}
