using System.Runtime.InteropServices;

namespace Slipway.Linux.Memory;

/// <summary>Pages of one's own from the kernel, or of a device (mmap(2), mprotect(2), munmap(2)). Lengths are in bytes.</summary>
internal static unsafe partial class MemoryCalls
{
    /// <summary>The protections PROT_READ | PROT_WRITE and PROT_READ | PROT_EXEC.</summary>
    public const int ReadWrite = 3;
    public const int ReadExecute = 5;

    /// <summary>What <see cref="Map"/> returns, with errno, when it fails.</summary>
    public static readonly void* Failed = (void*)-1;

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    public static partial void* Map(void* address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    public static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    public static partial int Unmap(void* address, nuint length);
}
