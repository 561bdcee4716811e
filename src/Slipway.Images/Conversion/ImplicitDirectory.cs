namespace Slipway.Images.Conversion;

/// <summary>A directory that a layer took for granted.</summary>
/// <param name="Path">Bytes of names with "/" between them.</param>
/// <param name="IsDescribed">An entry met later says its attributes; else they are those of the layers below.</param>
/// <param name="HidesOnly">The layer has nothing in it but markers: where the layers below have no such directory, there is none.</param>
internal sealed record ImplicitDirectory(byte[] Path, bool IsDescribed, bool HidesOnly);
