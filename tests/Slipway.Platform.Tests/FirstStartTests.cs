using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Registry.Access;
using Slipway.Registry.Names;

namespace Slipway.Platform.Tests;

public sealed class FirstStartTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_EmptyDirectory_LeavesAdministratorsTokenForTheOwnerAlone()
    {
        using var directory = new TemporaryDirectory();
        var options = OptionsFor(directory);
        await using var platform = await PlatformServer.OpenAsync(options, contents: null, NullLoggerFactory.Instance, Cancellation);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(options.AdminTokenFile));
        var token = (await File.ReadAllTextAsync(options.AdminTokenFile, Cancellation)).TrimEnd();
        var caller = await platform.Authority.AuthenticateAsync(token, Cancellation);
        Assert.Equal("admin", caller?.Organization);
        Assert.True(RepositoryName.TryParse("team/app", out var name));
        var stored = await platform.Authority.ResolveAsync(caller!, name, RepositoryActions.Push, Cancellation);
        Assert.Equal($"{caller!.OrganizationKey}/team/app", stored?.Value);
    }

    [Fact]
    public async Task OpenAsync_SecondStart_KeepsTheToken()
    {
        using var directory = new TemporaryDirectory();
        var options = OptionsFor(directory);
        await (await PlatformServer.OpenAsync(options, contents: null, NullLoggerFactory.Instance, Cancellation)).DisposeAsync();
        var token = (await File.ReadAllTextAsync(options.AdminTokenFile, Cancellation)).TrimEnd();
        File.Delete(options.AdminTokenFile);
        await using var platform = await PlatformServer.OpenAsync(options, contents: null, NullLoggerFactory.Instance, Cancellation);
        Assert.NotNull(await platform.Authority.AuthenticateAsync(token, Cancellation));
        Assert.False(File.Exists(options.AdminTokenFile));
    }

    private static PlatformOptions OptionsFor(TemporaryDirectory directory) => new(directory["platform"], OrganizationLimits.None, TimeProvider.System);
}
