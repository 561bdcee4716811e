namespace Slipway.Registry.Gateway;

/// <summary>An upload as a client names it: <c>/v2/NAME/blobs/uploads/HANDLE[?_state=STATE]</c>.</summary>
/// <param name="State">Unescaped; null for none.</param>
internal readonly record struct ClientSession(string Handle, string? State)
{
    /// <summary>What stands after <c>/blobs/uploads/</c>.</summary>
    public override string ToString() => State is null ? Handle : $"{Handle}?{UpstreamSession.StateParameter}={Uri.EscapeDataString(State)}";
}
