using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Slipway.Platform.Store;

/// <summary>For <c>dotnet ef migrations add</c>, which must make a context without a store.</summary>
internal sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<PlatformContext>
{
    public PlatformContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PlatformContext>().UseSqlite().Options);
}
