namespace Slipway.Host.Machines;

/// <summary>A machine did not come up. The message is one sentence for people and names the console that was kept.</summary>
public sealed class MachineException(string message, Exception? cause = null) : Exception(message, cause);
