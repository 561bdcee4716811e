namespace Slipway.Linux;

/// <summary>A system call failed: keeps the call's name, the object it was made on and errno (errno(3)).</summary>
public sealed class LinuxException : IOException
{
    public LinuxException(string call, int errno, string? subject = null)
        : base(subject is null
            ? $"{call}: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})"
            : $"{call} {subject}: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})")
    {
        Call = call;
        Errno = errno;
    }

    /// <summary>The system call, such as <c>mount</c>.</summary>
    public string Call { get; }

    /// <summary>The raw errno value of this architecture.</summary>
    public int Errno { get; }
}
