using System.Text.Json.Serialization;

namespace Slipway.Contracts.GuestLink;

/// <summary>What the guest says on a stream: the answer to its request, or what happened since.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "Type")]
[JsonDerivedType(typeof(DoneReply), "Done")]
[JsonDerivedType(typeof(FailedReply), "Failed")]
[JsonDerivedType(typeof(BootFailedReply), "BootFailed")]
[JsonDerivedType(typeof(StartedReply), "Started")]
[JsonDerivedType(typeof(ExitedReply), "Exited")]
[JsonDerivedType(typeof(StatusReply), "Status")]
[JsonDerivedType(typeof(SystemInfoReply), "SystemInfo")]
[JsonDerivedType(typeof(FileReply), "File")]
public abstract record GuestReply;
