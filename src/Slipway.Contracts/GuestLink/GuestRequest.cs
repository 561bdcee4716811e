using System.Text.Json.Serialization;

namespace Slipway.Contracts.GuestLink;

/// <summary>What the host asks for when it opens a stream. Each request says which replies may come; <see cref="FailedReply"/> always may, and the
/// guest ends every stream with Close after the last reply and the last data.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "Type")]
[JsonDerivedType(typeof(PrepareRequest), "Prepare")]
[JsonDerivedType(typeof(ConfigureRequest), "Configure")]
[JsonDerivedType(typeof(AttachRequest), "Attach")]
[JsonDerivedType(typeof(ExecRequest), "Exec")]
[JsonDerivedType(typeof(SignalRequest), "Signal")]
[JsonDerivedType(typeof(WaitRequest), "Wait")]
[JsonDerivedType(typeof(StatusRequest), "Status")]
[JsonDerivedType(typeof(SystemInfoRequest), "SystemInfo")]
[JsonDerivedType(typeof(ReadFileRequest), "ReadFile")]
[JsonDerivedType(typeof(WriteFileRequest), "WriteFile")]
[JsonDerivedType(typeof(FreezeRequest), "Freeze")]
[JsonDerivedType(typeof(ThawRequest), "Thaw")]
[JsonDerivedType(typeof(SuspendRequest), "Suspend")]
[JsonDerivedType(typeof(RenewRequest), "Renew")]
[JsonDerivedType(typeof(ShutdownRequest), "Shutdown")]
public abstract record GuestRequest;
