using System.Runtime.InteropServices;

namespace Slipway.Linux.Processes;

/// <summary>
/// An open file that a confined child gets whenever it opens a path: with the access that the file was opened with, though it asked for more, and though its user
/// may not open it at all. Neither needs the file a name, nor must there be anything at the path.
/// </summary>
/// <param name="Path">As the child says it.</param>
/// <param name="File">Stays the caller's, who may close it once the child has started.</param>
public sealed record HandedFile(string Path, SafeHandle File);
