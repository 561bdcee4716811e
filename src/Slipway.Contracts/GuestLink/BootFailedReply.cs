namespace Slipway.Contracts.GuestLink;

/// <summary>The main process never ran; Close follows and the machine powers off.</summary>
public sealed record BootFailedReply : GuestReply
{
    /// <summary>Why: for the program itself <see cref="GuestErrorCode.NotFound"/> (exit code 127) or <see cref="GuestErrorCode.NotExecutable"/> and
    /// <see cref="GuestErrorCode.WrongArchitecture"/> (126), else 125.</summary>
    public required LinkError Error { get; init; }
}
