namespace Slipway.Host.Tests.Networks;

/// <summary>A guest of a <see cref="PlayedHost"/>.</summary>
/// <param name="Place">The path of its namespace.</param>
/// <param name="Between">The path of the machine's namespace, between guest and host.</param>
/// <param name="Address">Its own.</param>
/// <param name="Gateway">Of its default route.</param>
/// <param name="Resolvers">Whom it asks for names, with commas.</param>
internal sealed record PlayedGuest(string Place, string Between, string Address, string Gateway, string Resolvers);
