using Microsoft.Extensions.Time.Testing;
using Slipway.Contracts.Platform;
using Slipway.Registry.Access;

namespace Slipway.Platform.Tests.Access;

/// <summary>In the platform's own process: a change is in force at once.</summary>
public sealed class PlatformAuthorityTests : RegistryAuthorityContract
{
    private protected override IRegistryAuthority Authority => Host.Platform.Authority;

    private protected override void Settle(FakeTimeProvider time)
    {
    }

    [Fact]
    public async Task AuthenticateAsync_Token_NotesItsUseToTheHour()
    {
        var acme = await Host.AddOrganizationAsync("acme", "pull");
        var first = Host.Time.GetUtcNow();
        await Authority.AuthenticateAsync(acme.Token, Cancellation);
        Host.Time.Advance(TimeSpan.FromMinutes(59));
        await Authority.AuthenticateAsync(acme.Token, Cancellation);
        Assert.Equal(first, await LastUsedAsync());
        Host.Time.Advance(TimeSpan.FromMinutes(1));
        await Authority.AuthenticateAsync(acme.Token, Cancellation);
        Assert.Equal(first.AddHours(1), await LastUsedAsync());
    }

    [Fact]
    public async Task AuthenticateAsync_RevokedWhileManyAsk_IsNobodyForEveryoneWhoAsksAfterwards()
    {
        for (var round = 0; round < 20; round++)
        {
            var made = await Host.Admin.AddTokenAsync("/v1/tokens", "pull");
            using var stop = new CancellationTokenSource();
            var askers = Enumerable.Range(0, 4).Select(_ => AskUntilAsync(made.Token, stop.Token)).ToArray();
            await Host.Admin.SendAsync("DELETE", $"/v1/tokens/{made.Description.Id}");
            Assert.Null(await Authority.AuthenticateAsync(made.Token, Cancellation));
            await stop.CancelAsync();
            await Task.WhenAll(askers);
            Assert.Null(await Authority.AuthenticateAsync(made.Token, Cancellation));
        }
    }

    private async Task AskUntilAsync(string token, CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            await Authority.AuthenticateAsync(token, Cancellation);
            await Task.Yield();
        }
    }

    private async Task<DateTimeOffset?> LastUsedAsync() =>
        (await Host.Admin.GetAsync("/v1/orgs/acme/tokens", PlatformJson.Default.TokenPage)).Tokens.Single().LastUsedAt;
}
