using System.Text.Json.Serialization;

namespace Slipway.Contracts.GuestLink;

/// <summary>What the host says on an open <see cref="AttachRequest"/> or <see cref="ExecRequest"/> stream; not answered.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "Type")]
[JsonDerivedType(typeof(ResizeCommand), "Resize")]
[JsonDerivedType(typeof(KillCommand), "Kill")]
public abstract record StreamCommand;
