namespace Slipway.Init.Users;

/// <summary>Who a program runs as, resolved against the image's own files.</summary>
/// <param name="Uid">User.</param>
/// <param name="Gid">Group.</param>
/// <param name="Groups">Supplementary groups; never more than the kernel takes (65,536).</param>
/// <param name="Home">Home directory; <c>/</c> for a number that the image does not know.</param>
internal sealed record ProgramUser(uint Uid, uint Gid, IReadOnlyList<uint> Groups, string Home);
