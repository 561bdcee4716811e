namespace Slipway.Vmm.Machines;

/// <summary>A machine could not be started or asked.</summary>
public sealed class VmmException(string message, Exception? cause = null) : Exception(message, cause);
