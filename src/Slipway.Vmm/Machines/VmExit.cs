namespace Slipway.Vmm.Machines;

/// <summary>Why a machine ended.</summary>
public abstract record VmExit
{
    private VmExit()
    {
    }

    /// <summary>The guest powered off.</summary>
    public sealed record GuestShutdown : VmExit;

    /// <summary>The guest restarted; machines are not started again by their VMM.</summary>
    public sealed record GuestReset : VmExit;

    /// <summary>The guest's kernel panicked.</summary>
    /// <param name="Message">What the kernel said, as read from the console: hostile text, cut and without control characters.</param>
    public sealed record GuestPanic(string Message) : VmExit;

    /// <summary>The guest's processor gave up (triple fault): its kernel is broken and could not say so. QEMU's guests restart in this way, so there it is a
    /// <see cref="GuestReset"/>.</summary>
    public sealed record TripleFault : VmExit;

    /// <summary><see cref="IVirtualMachine.QuitAsync"/> ended it.</summary>
    public sealed record Quit : VmExit;

    /// <summary>It was disposed.</summary>
    public sealed record Killed : VmExit;

    /// <summary>The VMM failed, or somebody else killed it.</summary>
    /// <param name="Message">How it ended and the last it said.</param>
    public sealed record Failed(string Message) : VmExit;
}
