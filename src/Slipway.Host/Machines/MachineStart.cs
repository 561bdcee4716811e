namespace Slipway.Host.Machines;

/// <summary>How a machine came to run its program.</summary>
public abstract record MachineStart
{
    private MachineStart()
    {
    }

    /// <summary>Its kernel booted.</summary>
    /// <param name="Reason">Why it did not start from a template; null: it was not to.</param>
    public sealed record Booted(string? Reason) : MachineStart;

    /// <summary>It went on where it, or the machine it is a copy of, was suspended.</summary>
    public sealed record Resumed : MachineStart;

    /// <summary>It went on where a template stood.</summary>
    /// <param name="WasMade">The template was made for it.</param>
    public sealed record FromTemplate(bool WasMade) : MachineStart;
}
